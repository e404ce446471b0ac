package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import java.util.Optional;

/**
 * The operators that are compared.
 *
 * @param of that of the model before training
 * @param with that of the model after training
 */
record Operators(KernelOperator of, KernelOperator with) {
    /** Refuses operators that act on different vectors, such as those of all state parts and those of the observed one. */
    void requireOneSpace(Kernel first, Kernel later) {
        if (of != with && !first.operator().domain().equals(later.operator().domain())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "The operator " + of.label() + " acts on "
                            + first.operator().domain().shape() + ", " + with.label() + " on "
                            + later.operator().domain().shape() + ".",
                    "Compare operators on one space: ntk and propagation act on what is observed, one-step on the whole state"
                            + " at every step.");
        }
    }

    boolean areNtk() {
        return of == KernelOperator.NTK && with == KernelOperator.NTK;
    }

    Subject subject(boolean ofOneModel) {
        return Subject.alignment(of, with, ofOneModel, Optional.empty());
    }

    Subject subject(boolean ofOneModel, ReducedAxes reduced) {
        return Subject.alignment(of, with, ofOneModel, Optional.of(reduced));
    }
}
