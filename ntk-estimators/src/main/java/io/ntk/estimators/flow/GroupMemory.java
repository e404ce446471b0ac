package io.ntk.estimators.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;

/** What the blocks with a column for each group take. */
final class GroupMemory {
    private GroupMemory() {}

    static void require(Linearization linearization, int groups, EstimatorOptions options) {
        double rows = (double) linearization.observationSpace().dimension()
                + linearization.parameterSpace().dimension();
        double bytes = rows * groups * linearization.problem().precision().bytes();
        if (bytes > options.memoryLimit()) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The gradients of " + groups + " groups of trials need " + (long) bytes + " bytes, but "
                            + options.memoryLimit() + " are allowed.",
                    "Give fewer groups, or allow more memory.");
        }
    }
}
