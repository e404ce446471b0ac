package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * How large the factors are whose products a contraction sums. In float32 these products could leave the range of its numbers, upwards
 * in exploding dynamics and downwards where outputs are tiny, with a trace that is well within that of float64.
 *
 * @param state the largest diagonal element of the Gram matrices of the states' derivatives
 * @param slope the largest square of a derivative of a step by the value of a site
 * @param feature the largest square of a feature
 */
record Magnitudes(double state, double slope, double feature) {
    /** A contraction multiplies two of the first and one of the others, so that this leaves 10^10 for sums and for what is small. */
    private static final double LARGEST = 1e9;

    /**
     * Reads every trial of a model.
     *
     * @param model its pieces
     * @param classes its parameter classes
     * @param workers the threads
     */
    static Magnitudes of(ModelPieces model, List<ParameterClass> classes, ThreadTeam workers) {
        ModelPair square = ModelPair.of(model, model);
        double[] states = new double[model.trials()];
        double[] slopes = new double[model.trials()];
        workers.run(model.trials(), (trial, workspace) -> {
            states[trial] = StateGrams.largest(square, trial, workspace);
            slopes[trial] = largestSlope(model, trial, workspace);
        });
        double feature = 0;
        for (ParameterClass of : classes) {
            DoubleBuffer features = model.features(of);
            for (int i = 0; i < features.capacity(); i++) {
                feature = Math.max(feature, Math.abs(features.get(i)));
            }
        }
        double slope = Arrays.stream(slopes).max().orElse(0);
        return new Magnitudes(Arrays.stream(states).max().orElse(0), slope * slope, feature * feature);
    }

    private static double largestSlope(ModelPieces model, int trial, DirectBuffers workspace) {
        double largest = 0;
        for (int site = 0; site < model.sites().size(); site++) {
            DoubleBuffer jacobians = model.siteJacobians(site, trial, workspace);
            long used = (long) model.steps(trial) * model.shape(site).stored();
            for (int i = 0; i < used; i++) {
                largest = Math.max(largest, Math.abs(jacobians.get(i)));
            }
        }
        return largest;
    }

    /** {@return float32, where products of these factors stay in its range, else float64} */
    Precision fitting() {
        boolean fits = isModerate(state) && isModerate(state * slope) && isModerate(slope * feature);
        return fits ? Precision.FLOAT32 : Precision.FLOAT64;
    }

    private static boolean isModerate(double value) {
        return value < LARGEST && value > 1 / LARGEST;
    }
}
