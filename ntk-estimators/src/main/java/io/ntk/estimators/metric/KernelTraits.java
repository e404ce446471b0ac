package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Kernel;

/**
 * What decides which values of a metric are possible.
 *
 * @param order n, the number of rows of the kernels
 * @param semidefinite whether all kernels are known to be positive semi-definite
 */
public record KernelTraits(long order, boolean semidefinite) {
    static KernelTraits of(Kernel kernel) {
        return new KernelTraits(kernel.order(), kernel.isSemidefinite());
    }

    /** What is known of these kernels and another one of the same order. */
    KernelTraits and(KernelTraits other) {
        return new KernelTraits(order, semidefinite && other.semidefinite);
    }
}
