package io.ntk.backend.djl;

/** Which operator. */
enum Mode {
    /** J: parameters to observations. */
    JACOBIAN,
    /** P: perturbations of the dynamics to observations. */
    PROPAGATION,
    /** F: parameters to perturbations of the dynamics, every step from the states that it really started from. */
    ONE_STEP
}
