package io.ntk.api.linalg;

/** What an operator declares about itself. Methods that need a property refuse operators that do not declare it. */
public enum OperatorProperty {
    /** A = Aᵀ. */
    SYMMETRIC,
    /** xᵀAx ≥ 0 for all x, and A = Aᵀ. Declared together with {@link #SYMMETRIC}. */
    POSITIVE_SEMIDEFINITE
}
