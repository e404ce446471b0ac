package io.ntk.api.linalg;

import io.ntk.api.Precision;

/**
 * A space told apart from others by its shape, its precision and where its blocks are stored: a subclass makes blocks, and
 * may rely on a positive number of columns.
 *
 * @param <V> the type of the blocks
 */
public abstract class AbstractVectorSpace<V extends MultiVector> implements VectorSpace {
    private final IndexShape shape;
    private final Precision precision;
    private final Object storage;

    /**
     * Fixes what tells spaces apart.
     *
     * @param shape the axes of a vector
     * @param precision of storage
     * @param storage where and how blocks are stored, with value semantics: spaces of this class over equal storage are
     *     equal. Its text is part of messages
     */
    protected AbstractVectorSpace(IndexShape shape, Precision precision, Object storage) {
        this.shape = shape;
        this.precision = precision;
        this.storage = storage;
    }

    /**
     * A new block.
     *
     * @param columns how many, at least 1
     * @param zero whether its contents must be zero, rather than arbitrary
     * @return the block; the caller closes it
     */
    protected abstract V allocate(int columns, boolean zero);

    @Override
    public final IndexShape shape() {
        return shape;
    }

    @Override
    public final Precision precision() {
        return precision;
    }

    @Override
    public final V zeros(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        return allocate(columns, true);
    }

    @Override
    public final V uninitialized(int columns) {
        MultiVectors.requirePositiveColumns(columns);
        return allocate(columns, false);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof AbstractVectorSpace<?> space
                && getClass() == space.getClass()
                && shape.equals(space.shape)
                && precision == space.precision
                && storage.equals(space.storage);
    }

    @Override
    public final int hashCode() {
        return shape.hashCode() * 31 + precision.hashCode();
    }

    @Override
    public final String toString() {
        return precision.label() + " " + shape + " (" + storage + ")";
    }
}
