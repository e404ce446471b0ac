package io.ntk.program;

/** What a node of a traced step computes from its arguments. */
public enum Op {
    /** x_t. */
    INPUT,
    /** A part of s_{t−1}. */
    STATE,
    /** t. */
    TIME,
    /** A place where parameters enter: x Wᵀ + b. */
    AFFINE,
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    SCALE,
    SHIFT,
    /** f(a) for the {@link Node#function} f. */
    FUNCTION,
    SLICE,
    CONCAT
}
