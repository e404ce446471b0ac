package io.ntk.api.cell;

import java.util.List;

/**
 * Makes a cell that users choose by name. Implementations are found through {@link java.util.ServiceLoader}, so a
 * class, its line in {@code META-INF/services/io.ntk.api.cell.CellProvider} and a place on the class path are all that
 * a new cell needs.
 */
public interface CellProvider {
    /** {@return the name by which users choose the cell, such as {@code gru}} */
    String name();

    /** {@return other names that mean the same} */
    default List<String> aliases() {
        return List.of();
    }

    /** {@return one line that says what the cell computes} */
    String description();

    /**
     * Makes the cell.
     *
     * @param options what is known about it
     * @return the cell
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} if an option makes no sense for this cell
     */
    Cell create(CellOptions options);
}
