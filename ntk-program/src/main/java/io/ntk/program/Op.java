package io.ntk.program;

/** The operation of a node on its arguments a, b, …, elementwise unless stated otherwise. */
public enum Op {
    /** The input x_t. */
    INPUT,
    /** Part {@link Node#index} of the state before the step, s_{t−1}. */
    STATE,
    /** The index of the step, t. */
    TIME,
    /** The value x Wᵀ + b of {@link Site} {@link Node#index}; its argument, if there is a W, is x. */
    AFFINE,
    /** a + b. */
    ADD,
    /** a − b. */
    SUBTRACT,
    /** a · b. */
    MULTIPLY,
    /** a / b. */
    DIVIDE,
    /** {@link Node#constant} · a. */
    SCALE,
    /** {@link Node#constant} + a. */
    SHIFT,
    /** f(a), where f is {@link Node#function}. */
    FUNCTION,
    /** The columns of a from {@link Node#index} on. */
    SLICE,
    /** The concatenation of the arguments' columns. */
    CONCAT
}
