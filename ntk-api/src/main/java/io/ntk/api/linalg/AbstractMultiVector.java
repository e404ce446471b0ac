package io.ntk.api.linalg;

import org.jspecify.annotations.Nullable;

/**
 * A block that owns its storage until it is closed: a subclass computes with the storage of open blocks of one space.
 *
 * @param <V> the type of the space; blocks of equal spaces are of one class
 * @param <S> the type of the storage
 */
public abstract class AbstractMultiVector<V extends VectorSpace, S> implements MultiVector {
    private final V space;
    private final int columns;
    private @Nullable S storage;

    /**
     * Takes over the storage.
     *
     * @param space the space of the columns
     * @param columns their number
     * @param storage the elements
     */
    protected AbstractMultiVector(V space, int columns, S storage) {
        this.space = space;
        this.columns = columns;
        this.storage = storage;
    }

    /**
     * {@return the storage, which stays this block's}
     *
     * @throws io.ntk.api.NtkException {@link io.ntk.api.ErrorId#CLOSED} after the block was closed
     */
    protected S storage() {
        S open = storage;
        if (open == null) {
            throw MultiVectors.closed("block of vectors");
        }
        return open;
    }

    /**
     * {@return the storage of another block}
     *
     * @param y the block
     * @throws io.ntk.api.NtkException {@link io.ntk.api.ErrorId#SPACE_MISMATCH} if it is of another space, {@link
     *     io.ntk.api.ErrorId#CLOSED} after it was closed
     */
    @SuppressWarnings("unchecked") // Blocks of equal spaces are of one class.
    protected final S storageOf(MultiVector y) {
        MultiVectors.requireSameSpace(this, y);
        return ((AbstractMultiVector<V, S>) y).storage();
    }

    /**
     * Frees the storage; the block is closed already. Storage on the heap needs nothing.
     *
     * @param freed what the block owned
     */
    protected void free(S freed) {}

    @Override
    public final V space() {
        return space;
    }

    @Override
    public final int columns() {
        return columns;
    }

    @Override
    public final void close() {
        S open = storage;
        storage = null;
        if (open != null) {
            free(open);
        }
    }
}
