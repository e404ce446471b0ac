package io.ntk.examples.library;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;

/** The alignment of two checkpoints. */
final class Plain {
    private Plain() {}

    static Estimate align(String before, String after, String inputs) {
        try (NtkRuntime ntk = NtkRuntime.create();
                KernelPair kernels = ntk.kernels("gru", before, after, inputs)) {
            Estimate alignment = kernels.alignment(EstimatorOptions.samples(100));
            System.out.println(alignment.value() + " " + alignment.interval95());
            return alignment;
        }
    }
}
