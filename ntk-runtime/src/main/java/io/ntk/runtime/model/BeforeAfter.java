package io.ntk.runtime.model;

import io.ntk.api.spi.Problem;

/**
 * One model at two points of its training, on the same inputs.
 *
 * @param before the earlier point
 * @param after the later point
 */
public record BeforeAfter(Problem before, Problem after) {}
