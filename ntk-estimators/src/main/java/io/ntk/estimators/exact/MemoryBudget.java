package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/**
 * The division of the memory limit: half is for working buffers, and half caches the pieces of the models from one slab
 * to the next.
 *
 * @param method the method whose memory it is, for messages
 * @param limit the memory limit in bytes
 */
record MemoryBudget(String method, long limit) {
    /** That of {@link ExactNtk}. */
    MemoryBudget(long limit) {
        this(ExactNtk.NAME, limit);
    }

    /** {@return the bytes that each of the given number of models may cache} */
    long keptBy(int models) {
        return limit / 2 / models;
    }

    /**
     * Computes the number of columns of a slab.
     *
     * @param fixed the number of elements that are needed for any slab
     * @param perColumn the number of elements that are needed for each column
     * @param widest the largest useful number of columns
     * @return the number of columns, at least 1
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if not even one column fits
     */
    int slabWidth(long fixed, long perColumn, long widest) {
        requireAtLeast(leastBytes(fixed, perColumn));
        return (int) Math.min((limit / 2 / Double.BYTES - fixed) / perColumn, widest);
    }

    /** {@return the least limit with which a slab has a column} */
    static long leastBytes(long fixed, long perColumn) {
        return 2 * Double.BYTES * (fixed + perColumn);
    }

    /**
     * Refuses what does not fit.
     *
     * @param bytes the least limit with which it does
     */
    void requireAtLeast(long bytes) {
        if (bytes == Contraction.TOO_LARGE) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "Method '" + method + "' needs a buffer of more than " + Integer.MAX_VALUE
                            + " bytes for this problem, which Java does not offer.",
                    "Use fewer trials, steps or units, or use another method.");
        }
        if (bytes > limit) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "Method '" + method + "' needs " + bytes + " bytes for this problem, but " + limit
                            + " are allowed.",
                    "Raise the memory limit, use fewer steps or units, or use another method.");
        }
    }
}
