package io.ntk.examples.library;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ModelSettings;

/** The alignment of two checkpoints. */
final class Plain {
    private Plain() {}

    static Estimate align(ArrayReference before, ArrayReference after, ArrayReference inputs) {
        try (NtkRuntime ntk = NtkRuntime.create()) {
            BeforeAfter pair = ntk.modelFiles().pair(before, after, inputs, new ModelSettings("gru"));
            try (Linearization first = ntk.backend().linearize(pair.before());
                    Linearization last = ntk.backend().linearize(pair.after())) {
                EstimatorOptions options = new EstimatorOptions(100, 0);
                return ntk.estimators()
                        .defaultAlignment()
                        .estimate(Kernel.of(first), Kernel.of(last), options)
                        .estimate();
            }
        }
    }
}
