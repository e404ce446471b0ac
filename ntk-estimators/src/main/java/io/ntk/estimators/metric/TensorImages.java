package io.ntk.estimators.metric;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;

/** Θ_p X = J_p J_pᵀ X for each tensor p, from one product with Jᵀ. */
final class TensorImages {
    private final Linearization linearization;
    private final double[][] gradients;

    TensorImages(Linearization linearization, MultiVector vectors) {
        this.linearization = linearization;
        try (MultiVector gradient = linearization.vjp(vectors)) {
            this.gradients = gradient.toArrays();
        }
    }

    /** Θ_p X; the caller closes it. */
    MultiVector of(ParameterTensor tensor) {
        try (MultiVector masked = linearization.parameterSpace().zeros(gradients.length)) {
            for (int c = 0; c < gradients.length; c++) {
                double[] kept = new double[gradients[c].length];
                System.arraycopy(gradients[c], tensor.offset(), kept, tensor.offset(), tensor.size());
                masked.setColumn(c, kept);
            }
            return linearization.jvp(masked);
        }
    }
}
