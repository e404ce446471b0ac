package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Finds the named lengths of a cell from the shapes of the arrays that hold its tensors. */
final class Lengths {
    private final CellDefinition definition;
    private final Map<String, StoredShape> stored;
    private final Map<String, Integer> lengths = new TreeMap<>();
    private boolean areChosen;

    Lengths(CellDefinition definition, Map<String, StoredShape> stored) {
        this.definition = definition;
        this.stored = stored;
    }

    /** An equation: a length of the file, or of a view of it, is that of an axis of a tensor. */
    private record Axis(TensorDeclaration tensor, Size size, int length) {}

    /**
     * Solves for the lengths.
     *
     * @param inputs I, where no tensor tells
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming the tensor and both shapes, or the length that no shape tells
     */
    Map<String, Integer> solve(int inputs) {
        List<Axis> axes = axes();
        boolean progress = true;
        while (progress) {
            progress = false;
            for (Axis axis : axes) {
                progress |= learns(axis);
            }
        }
        lengths.putIfAbsent("I", inputs);
        for (StatePart part : definition.state()) {
            part.width().names().forEach(this::requireKnown);
        }
        definition.ownLengths().forEach(this::requireKnown);
        requireKnown("H");
        for (TensorDeclaration tensor : definition.tensors()) {
            if (stored.containsKey(tensor.name())) {
                requireFit(tensor);
            }
        }
        return lengths;
    }

    /** Solves for the lengths of which some are chosen, I and H among them. */
    Map<String, Integer> solve(Map<String, Integer> chosen) {
        areChosen = true;
        lengths.putAll(chosen);
        return solve(Objects.requireNonNull(chosen.get("I")));
    }

    private List<Axis> axes() {
        List<Axis> axes = new ArrayList<>();
        for (TensorDeclaration tensor : definition.tensors()) {
            StoredShape found = stored.get(tensor.name());
            if (found == null) {
                continue;
            }
            List<OptionalInt> whole = found.place().wholeAxes(found.shape()).orElse(List.of());
            if (whole.isEmpty() && tensor.shape().isVector()) {
                // A single number may be stored without axes.
                whole = List.of(OptionalInt.of(1));
            }
            if (whole.size() != tensor.shape().sizes().size()) {
                throw misfit(tensor, found, tensor.shape().toString());
            }
            for (int i = 0; i < whole.size(); i++) {
                Size size = tensor.shape().sizes().get(i);
                whole.get(i).ifPresent(length -> axes.add(new Axis(tensor, size, length)));
            }
        }
        return axes;
    }

    /** Solves an equation in which one name is unknown. */
    private boolean learns(Axis axis) {
        List<String> unknown = axis.size().names().stream()
                .filter(name -> !lengths.containsKey(name))
                .toList();
        if (unknown.size() != 1) {
            return false;
        }
        String name = unknown.get(0);
        Map<String, Integer> known = new TreeMap<>(lengths);
        known.put(name, 0);
        int coefficient = axis.size().coefficient(name);
        int rest = axis.length() - axis.size().value(known);
        if (rest % coefficient != 0 || rest / coefficient < 1) {
            StoredShape found = Objects.requireNonNull(stored.get(axis.tensor().name()));
            throw misfit(axis.tensor(), found, axis.tensor().shape().toString());
        }
        lengths.put(name, rest / coefficient);
        return true;
    }

    private void requireKnown(String name) {
        if (areChosen && !lengths.containsKey(name)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The length " + name + " of cell '" + definition.name() + "' is not known.",
                    "Choose it, as a constant: --set " + name + "=NUMBER.");
        }
        if (!lengths.containsKey(name)) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The length " + name + " of cell '" + definition.name()
                            + "' follows from no shape in the checkpoint.",
                    "Let it be a whole axis of a tensor that the checkpoint has.");
        }
    }

    private void requireFit(TensorDeclaration tensor) {
        StoredShape found = Objects.requireNonNull(stored.get(tensor.name()));
        List<Integer> wanted = tensor.shape().values(lengths);
        String wish = tensor.shape() + " = " + wanted;
        try {
            StridedView view = found.view(lengths);
            if (!view.shape().equals(wanted) && view.size() != 1) {
                throw misfit(tensor, found, wish);
            }
            if (view.size() == 1 && StridedView.whole(wanted).size() != 1) {
                throw misfit(tensor, found, wish);
            }
        } catch (IndexOutOfBoundsException e) {
            throw misfit(tensor, found, wish);
        }
    }

    private NtkException misfit(TensorDeclaration tensor, StoredShape found, String wanted) {
        return new NtkException(
                ErrorId.SHAPE_MISMATCH,
                "Array " + found.described() + " has shape " + found.shape() + ", but '" + tensor.name() + "' of cell '"
                        + definition.name() + "' has shape " + wanted + ".",
                remedy(tensor, found));
    }

    private static String remedy(TensorDeclaration tensor, StoredShape found) {
        List<Integer> shape = found.shape();
        String check = "Check that the checkpoint is of this cell";
        if (tensor.shape().isMatrix() && shape.size() == 1) {
            Size columns = tensor.shape().last();
            return check
                    + "; a vector that multiplies the columns of a matrix, such as one sign for each unit, is declared "
                    + tensor.name() + " [" + columns + "] in a copy of the cell: 'ntk cells NAME > my.cell'.";
        }
        boolean turned = shape.size() > 1 && !shape.get(0).equals(shape.get(1));
        return check + (turned ? "; '.T' after the name in 'from' transposes an array." : ".");
    }
}
