package io.ntk.cli.figure;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.flow.GroupBlocks;
import io.ntk.estimators.flow.GroupGradients;
import io.ntk.estimators.flow.TrialGroups;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import io.ntk.training.task.Trials;

/**
 * How two groups of trials stand to each other in one network.
 *
 * @param firstLoss the mean squared error of the first group
 * @param secondLoss that of the second
 * @param cosine of the angle between the gradients of their errors
 * @param blocks how much learning on one moves the other, from 0 to 1
 */
record Interference(double firstLoss, double secondLoss, double cosine, Estimate blocks) {
    private static final int SAMPLES = 40;

    /**
     * Measures it.
     *
     * @param backend differentiates
     * @param problem a network whose outputs on the trials are observed
     * @param trials the trials
     * @param groups two groups of them
     */
    static Interference of(AutodiffBackend backend, Problem problem, Trials trials, TrialGroups groups) {
        try (Linearization linearization = backend.linearize(problem)) {
            double[] outputs = linearization.observations();
            EstimatorOptions options = EstimatorOptions.samples(SAMPLES);
            double[] error = Loss.MSE.of(trials.expected(), outputs).gradient();
            return new Interference(
                    loss(trials, groups, 0, outputs),
                    loss(trials, groups, 1, outputs),
                    GroupGradients.cosines(linearization, error, groups, options)[0][1],
                    GroupBlocks.sampled(backend, problem, groups, options)
                            .get(0)
                            .get(1));
        }
    }

    private static double loss(Trials trials, TrialGroups groups, int group, double[] outputs) {
        int steps = trials.inputs().steps();
        boolean[] counted = new boolean[trials.inputs().trials() * steps];
        for (int place = 0; place < counted.length; place++) {
            int trial = place / steps;
            counted[place] = groups.group(trial) == group && trials.counts(trial, place % steps);
        }
        Targets own = new Targets(trials.inputs().trials(), steps, trials.outputSize(), trials.targets(), counted);
        return Loss.MSE.of(own, outputs).value();
    }
}
