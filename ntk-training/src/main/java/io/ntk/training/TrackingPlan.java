package io.ntk.training;

import io.ntk.runtime.model.RestrictionSettings;

/**
 * How kernels are followed while a network is trained.
 *
 * @param every the steps between two of them, at least 1
 * @param samples the products with each kernel
 * @param part the part of the states whose kernel is followed
 */
public record TrackingPlan(int every, int samples, RestrictionSettings part) {
    /**
     * {@return how many kernels were followed after some steps, that of the first parameters included}
     *
     * @param steps the completed steps
     */
    public int kernelsAfter(int steps) {
        return steps == 0 ? 0 : 1 + steps / every;
    }

    /**
     * {@return whether the kernel after a step is followed}
     *
     * @param step the step, at least 1
     */
    public boolean includes(int step) {
        return step % every == 0;
    }
}
