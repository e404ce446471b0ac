package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cells.CellDefinition;
import io.ntk.cells.StoredTensor;
import io.ntk.cells.TensorDeclaration;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.FoundTensors;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A file of the constants of a cell that are arrays, which stand in it where the equations say or under their own names. */
public final class ConstantsFile {
    private ConstantsFile() {}

    /**
     * Reads the constants of a cell.
     *
     * @param cell the cell
     * @param reference the file, and a module in it if there is one
     * @return the constants, by their names and with their shapes in the equations
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if one is not there, {@link ErrorId#NON_FINITE}, or as {@link ArrayFile#open}
     *     and {@link CheckpointReader#placed}
     */
    public static List<NumericArray> read(CellDefinition cell, ArrayReference reference) {
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            CheckpointReader reader = reference
                    .name()
                    .map(module -> CheckpointReader.of(file, module))
                    .orElseGet(() -> CheckpointReader.of(file));
            return cell.arrays().stream()
                    .map(constant -> constant(constant, reader)
                            .orElseThrow(() -> missing(cell, constant, file))
                            .requireFinite()
                            .renamed(constant.name()))
                    .toList();
        }
    }

    private static Optional<NumericArray> constant(TensorDeclaration constant, CheckpointReader reader) {
        for (StoredTensor place : constant.storedBeside()) {
            Optional<FoundTensors> found =
                    place.isWhole() ? reader.placed(constant.name(), place.name()) : Optional.empty();
            if (found.isPresent()) {
                NumericArray array = Objects.requireNonNull(found.get().arrays().get(constant.name()));
                return Optional.of(place.isTransposed() ? array.transposed() : array);
            }
        }
        return Optional.empty();
    }

    private static NtkException missing(CellDefinition cell, TensorDeclaration constant, ArrayFile file) {
        return new NtkException(
                ErrorId.ARRAY_NOT_FOUND,
                Quoted.of(file.path()) + " holds no " + constant.stored().get(0) + ", which is '" + constant.name()
                        + "' of cell '" + cell.name() + "'.",
                "It holds " + Quoted.list(file.names()) + ".");
    }
}
