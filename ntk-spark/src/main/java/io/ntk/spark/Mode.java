package io.ntk.spark;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.spi.Linearization;

/** Which operator of a linearization. */
enum Mode {
    /** J, from parameters to what is observed. */
    JACOBIAN {
        @Override
        LinearOperator of(Linearization linearization) {
            return linearization.jacobian();
        }
    },
    /** F, from parameters to perturbations. */
    ONE_STEP {
        @Override
        LinearOperator of(Linearization linearization) {
            return linearization.oneStepJacobian();
        }
    },
    /** P, from perturbations to what is observed. */
    PROPAGATION {
        @Override
        LinearOperator of(Linearization linearization) {
            return linearization.propagation();
        }
    };

    abstract LinearOperator of(Linearization linearization);
}
