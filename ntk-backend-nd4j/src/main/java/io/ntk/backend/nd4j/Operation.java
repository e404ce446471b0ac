package io.ntk.backend.nd4j;

/** What a recorded {@link Node} computes. */
enum Operation {
    /** A value that comes from outside. */
    ARGUMENT,
    /** Σ x_i W_iᵀ + Σ b_j. */
    AFFINE,
    /** a + b. */
    ADD,
    /** a − b. */
    SUBTRACT,
    /** a · b. */
    MULTIPLY,
    /** a / b. */
    DIVIDE,
    /** a · constant. */
    SCALE,
    /** a + constant. */
    SHIFT,
    /** tanh(a). */
    TANH,
    /** 1 / (1 + exp(−a)). */
    SIGMOID,
    /** max(a, 0). */
    RELU,
    /** log(1 + exp(a)). */
    SOFTPLUS,
    /** exp(a). */
    EXP,
    /** Columns of a. */
    SLICE,
    /** Arrays side by side. */
    CONCAT
}
