package io.ntk.api.cell;

import java.util.List;
import java.util.Set;

/**
 * Makes a cell that users choose by name. Implementations are found through {@link java.util.ServiceLoader}, so a new
 * cell needs only a class on the class path and its line in {@code META-INF/services/io.ntk.api.cell.CellProvider}.
 */
public interface CellProvider {
    /** {@return the name by which users choose the cell, such as {@code gru}} */
    String name();

    /** {@return other names of the same cell} */
    default List<String> aliases() {
        return List.of();
    }

    /** {@return one line that says what the cell computes} */
    String description();

    /**
     * {@return the names, in one layer, of the tensors without which the cell makes sense} A network that lacks one is read
     * with {@link CellOptions#absent()}: the tensor is zero in the equations and no parameter.
     */
    default Set<String> optionalTensors() {
        return Set.of();
    }

    /**
     * {@return what the readout's weight multiplies, in the words of a result} A rate network is often read through its
     * nonlinearity, and the outputs of one that is not are other numbers, so that results say which.
     */
    default String readoutOf() {
        return "the state itself";
    }

    /**
     * Makes the cell.
     *
     * @param options the options
     * @return the cell
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} if the cell does not support an option
     */
    Cell create(CellOptions options);
}
