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
    TANH,
    SIGMOID,
    RELU,
    SOFTPLUS,
    EXP,
    SLICE,
    CONCAT,
    /** 1 − y²: the derivative of tanh in terms of its value. */
    TANH_SLOPE,
    /** y (1 − y): the derivative of the logistic function in terms of its value. */
    SIGMOID_SLOPE,
    /** 1 where the argument is positive, else 0: the derivative of relu. */
    RELU_SLOPE,
    /** 1 / a. */
    RECIPROCAL
}
