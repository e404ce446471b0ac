package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/**
 * How the memory is shared out: half for working buffers, half to keep the pieces of the models from one slab to the next.
 *
 * @param limit all of it, in bytes
 */
record MemoryBudget(long limit) {
    /** {@return what one of so many models may keep, in bytes} */
    long keptBy(int models) {
        return limit / 2 / models;
    }

    /**
     * The most columns that a slab may have.
     *
     * @param fixed the elements that the work needs whatever the slab
     * @param perColumn the elements that it needs for each column
     * @param widest the most columns that are useful
     * @return the columns, at least 1
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if there is no room for one
     */
    int slabWidth(long fixed, long perColumn, long widest) {
        long affordable = Math.min((limit / 2 / Double.BYTES - fixed) / perColumn, widest);
        if (affordable < 1) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "Method '" + ExactNtk.NAME + "' needs " + 2 * Double.BYTES * (fixed + perColumn)
                            + " bytes for this problem, but " + limit + " are allowed.",
                    "Allow more, use fewer steps or units, or use another method.");
        }
        return (int) affordable;
    }
}
