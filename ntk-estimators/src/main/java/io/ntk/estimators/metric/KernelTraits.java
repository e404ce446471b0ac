package io.ntk.estimators.metric;

/**
 * What decides which values of a metric are possible.
 *
 * @param order n, the number of rows of the kernels
 * @param semidefinite whether all kernels are known to be positive semi-definite
 */
public record KernelTraits(long order, boolean semidefinite) {}
