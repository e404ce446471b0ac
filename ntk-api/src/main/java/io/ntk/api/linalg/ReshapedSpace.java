package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;

/** A space whose elements, in the same order, have other axes. Blocks are views of blocks of the base space. */
record ReshapedSpace(VectorSpace base, IndexShape shape) implements VectorSpace {
    static VectorSpace of(VectorSpace space, IndexShape shape) {
        if (space.dimension() != shape.size()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A space of shape " + space.shape() + " cannot be reshaped to " + shape + ".",
                    "Both must have " + space.dimension() + " elements.");
        }
        VectorSpace base = space instanceof ReshapedSpace reshaped ? reshaped.base : space;
        return base.shape().equals(shape) ? base : new ReshapedSpace(base, shape);
    }

    /** {@return the block of the base space behind a block of any space} */
    static MultiVector unwrap(MultiVector block) {
        return block instanceof ReshapedMultiVector reshaped ? reshaped.base() : block;
    }

    /** {@return the same storage as a block of another space over the same base} */
    static MultiVector view(MultiVector block, VectorSpace space) {
        MultiVector base = unwrap(block);
        return space instanceof ReshapedSpace reshaped ? new ReshapedMultiVector(reshaped, base) : base;
    }

    @Override
    public Precision precision() {
        return base.precision();
    }

    @Override
    public MultiVector zeros(int columns) {
        return new ReshapedMultiVector(this, base.zeros(columns));
    }

    @Override
    public String toString() {
        return base + " as " + shape;
    }
}
