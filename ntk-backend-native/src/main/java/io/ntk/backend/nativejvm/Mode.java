package io.ntk.backend.nativejvm;

/** Which of the three operators a sweep applies, forwards or as its transpose. */
enum Mode {
    /** J: from parameters, through time, to what is observed. */
    JACOBIAN(true, true, true),
    /** P: from perturbations of each step, through time, to what is observed. */
    PROPAGATION(true, false, true),
    /** F: from parameters to perturbations of each step. */
    ONE_STEP(false, true, false);

    /** Whether a change of the state carries over to the next step. */
    final boolean recurrent;

    /** Whether the domain is the parameter space, not the perturbation space. */
    final boolean fromParameters;

    /** Whether the range is what is observed, not the perturbation space. */
    final boolean toObserved;

    Mode(boolean recurrent, boolean fromParameters, boolean toObserved) {
        this.recurrent = recurrent;
        this.fromParameters = fromParameters;
        this.toObserved = toObserved;
    }
}
