package io.ntk.api.spi;

/** The three linear maps of a linearization: J, and the factors of J = P F. */
public enum Factor {
    /** J: from parameters, through time, to what is observed. */
    JACOBIAN(true, true),
    /** P: from perturbations of the dynamics, through time, to what is observed. */
    PROPAGATION(false, true),
    /** F: from parameters to perturbations of the dynamics, each step from the state that it really started from. */
    ONE_STEP(true, false);

    private final boolean fromParameters;
    private final boolean toObservations;

    Factor(boolean fromParameters, boolean toObservations) {
        this.fromParameters = fromParameters;
        this.toObservations = toObservations;
    }

    /** {@return whether the domain is the parameter space rather than the perturbation space} */
    public boolean isFromParameters() {
        return fromParameters;
    }

    /** {@return whether the range is the observation space rather than the perturbation space} */
    public boolean isToObservations() {
        return toObservations;
    }

    /** {@return whether a tangent of the state carries over to the next step, as it does on the way to observations} */
    public boolean isRecurrent() {
        return toObservations;
    }
}
