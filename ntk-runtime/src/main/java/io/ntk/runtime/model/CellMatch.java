package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.runtime.provider.Cells;
import io.ntk.runtime.provider.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cell whose tensors match those of a checkpoint.
 *
 * @param cell the cell
 * @param shape its sizes
 */
record CellMatch(Cell cell, CellShape shape) {
    /**
     * Makes the cell with or without biases, whichever the checkpoint has, and finds its sizes.
     *
     * @param provider makes the cell
     * @param options its layers and time step
     * @param tensors the checkpoint's recurrent tensors
     * @param inputs the width of the inputs
     * @param cells the known cells, among which the remedy looks for those that fit
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} if the cell has other tensors,
     *     {@link ErrorId#SHAPE_MISMATCH} if it has other shapes; the remedy names the cells that fit
     */
    static CellMatch of(CellProvider provider, CellOptions options, StoredTensors tensors, int inputs, Cells cells) {
        try {
            return match(provider, options, tensors, inputs);
        } catch (NtkException e) {
            List<String> fitting = fitting(options, tensors, inputs, cells);
            boolean aboutTensors = e.id() == ErrorId.SHAPE_MISMATCH || e.id() == ErrorId.UNKNOWN_PARAMETER;
            if (!aboutTensors || fitting.isEmpty()) {
                throw e;
            }
            throw new NtkException(
                    e.id(),
                    e.problem(),
                    "The tensors look like those of cell " + String.join(" or ", fitting) + ".",
                    e);
        }
    }

    private static CellMatch match(CellProvider provider, CellOptions options, StoredTensors tensors, int inputs) {
        Cell cell = cellWithNames(provider, options, tensors);
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        tensors.arrays().forEach((name, array) -> shapes.put(name, array.shape()));
        try {
            return new CellMatch(cell, CellShape.of(provider.name(), cell, shapes, inputs));
        } catch (NtkException e) {
            throw new NtkException(e.id(), "In " + tensors.subject() + ": " + e.problem(), e.remedy(), e);
        }
    }

    /** {@return the cell with biases, without biases, and with its default, and without what the checkpoint lacks} A cell may refuse the choice. */
    private static List<Cell> candidates(CellProvider provider, CellOptions options, Set<String> absent) {
        List<Cell> cells = new ArrayList<>();
        for (boolean bias : new boolean[] {true, false}) {
            try {
                cells.add(provider.create(options.withBias(bias)));
            } catch (NtkException e) {
                if (e.id() != ErrorId.INVALID_ARGUMENT) {
                    throw e;
                }
            }
        }
        cells.add(provider.create(options));
        if (!absent.isEmpty()) {
            cells.add(provider.create(options.withAbsent(absent)));
        }
        return cells;
    }

    private static Cell cellWithNames(CellProvider provider, CellOptions options, StoredTensors tensors) {
        Set<String> given = tensors.arrays().keySet();
        @Nullable List<String> closest = null;
        for (Cell cell : candidates(provider, options, absentOf(provider, tensors))) {
            List<String> names = CellShape.names(cell);
            if (Set.copyOf(names).equals(given)) {
                return cell;
            }
            boolean closer = closest == null || shared(names, given) > shared(closest, given);
            closest = closer ? names : closest;
        }
        throw new NtkException(
                ErrorId.UNKNOWN_PARAMETER,
                "In " + tensors.subject() + " the recurrent tensors are " + String.join(", ", given) + ", but cell '"
                        + provider.name() + "' has "
                        + String.join(", ", Optional.ofNullable(closest).orElse(List.of()))
                        + ".",
                "Check that the checkpoint is of this cell.");
    }

    private static Set<String> absentOf(CellProvider provider, StoredTensors tensors) {
        return tensors.absent().stream()
                .filter(provider.optionalTensors()::contains)
                .collect(Collectors.toSet());
    }

    private static long shared(List<String> names, Set<String> given) {
        return names.stream().filter(given::contains).count();
    }

    private static List<String> fitting(CellOptions options, StoredTensors tensors, int inputs, Cells cells) {
        List<String> names = new ArrayList<>();
        CellOptions layers = CellOptions.DEFAULT.withLayers(options.layers());
        for (Found<CellProvider> found : cells.all()) {
            try {
                match(found.provider(), layers, tensors, inputs);
                names.add("'" + found.provider().name() + "'");
            } catch (NtkException e) {
                // This cell does not fit.
            }
        }
        return names;
    }
}
