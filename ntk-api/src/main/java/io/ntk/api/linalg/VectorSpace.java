package io.ntk.api.linalg;

import io.ntk.api.Precision;
import io.ntk.api.random.ProbeDistribution;

/**
 * A space of real tensors of one shape, stored in one way by one engine. The factory of its {@link MultiVector}s.
 *
 * <p>Two spaces are {@code equals} when vectors of one can be used as vectors of the other: same shape, same precision,
 * same storage. The spaces of two linearizations by one backend, at the same sizes, are equal.
 */
public interface VectorSpace {
    /** {@return the axes of a vector} */
    IndexShape shape();

    /** {@return the number of elements of a vector} */
    default long dimension() {
        return shape().size();
    }

    /** {@return the number of elements of a vector that may be other than zero: the dimension as a mathematician counts it} */
    default long order() {
        return shape().order();
    }

    /** {@return the precision of storage} */
    Precision precision();

    /**
     * A block of zero vectors.
     *
     * @param columns how many, at least 1
     * @return the block; the caller closes it
     */
    MultiVector zeros(int columns);

    /**
     * A block whose contents are arbitrary, for results that are about to be overwritten. Zeros, unless the engine can
     * save the work.
     *
     * @param columns how many, at least 1
     * @return the block; the caller closes it
     */
    default MultiVector uninitialized(int columns) {
        return zeros(columns);
    }

    /**
     * Random vectors that depend on nothing but the arguments and the dimension: the same on every backend, thread count
     * and partition. See {@link ProbeDistribution} and {@link MultiVector#fill}.
     *
     * @param distribution the distribution of an element
     * @param seed the seed
     * @param first the index of the first probe; column j is probe {@code first + j}
     * @param columns how many, at least 1
     * @return the block; the caller closes it
     */
    default MultiVector probes(ProbeDistribution distribution, long seed, long first, int columns) {
        MultiVector block = uninitialized(columns);
        try {
            block.fill(distribution, seed, first);
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
        return block;
    }

    /**
     * Blocks side by side.
     *
     * @param blocks at least one block of this space
     * @return a copy of all columns, in order; the caller closes it
     */
    default MultiVector concat(MultiVector... blocks) {
        int columns = 0;
        for (MultiVector block : blocks) {
            columns += block.columns();
        }
        MultiVector all = uninitialized(columns);
        int at = 0;
        for (MultiVector block : blocks) {
            all.setColumns(at, block);
            at += block.columns();
        }
        return all;
    }
}
