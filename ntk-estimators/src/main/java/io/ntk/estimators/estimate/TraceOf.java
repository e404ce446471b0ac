package io.ntk.estimators.estimate;

/** The matrix whose trace is estimated. */
public enum TraceOf {
    /** Tr A. */
    OPERATOR("ntk"),
    /** Tr AᵀA = ‖A‖²_F, which for a symmetric A is Tr A². */
    SQUARE("ntk-squared");

    private final String label;

    TraceOf(String label) {
        this.label = label;
    }

    /** {@return the name users give, {@code ntk} or {@code ntk-squared}} */
    public String label() {
        return label;
    }
}
