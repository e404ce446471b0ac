package io.ntk.backend.nd4j;

/** The linear maps that a {@link Differentiator} multiplies by. */
enum Derivative {
    /** J, from parameters to what is observed. */
    JACOBIAN,
    /** P, from perturbations of the dynamics to what is observed. */
    PROPAGATION,
    /** F, from parameters to perturbations of the dynamics. */
    ONE_STEP
}
