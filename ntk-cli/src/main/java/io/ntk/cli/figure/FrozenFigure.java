package io.ntk.cli.figure;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.runtime.NtkRuntime;
import io.ntk.training.flow.FrozenKernel;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.LossValue;
import io.ntk.training.loss.Targets;
import io.ntk.training.task.FlipFlop;
import io.ntk.training.task.Trials;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a frozen kernel predicts, beside gradient descent: of a small network whose answers are its outputs, which learns richly, and of a
 * wide one whose answers are its outputs times a large α, which learns lazily.
 *
 * <p>Networks answer α (f(θ) − f(θ₀)). To make the error of that small is to make α² times that of f small for the targets f(θ₀) + y/α,
 * so that learning is that of f, with targets the closer the larger α is. The learning rate of the settings is a share of that above
 * which descent on the first kernel diverges.
 */
final class FrozenFigure {
    private static final int PRODUCTS = 300;

    private static final int NARROW = 8;

    private static final double RICH = 1;
    private static final double LAZY = 100;

    private FrozenFigure() {}

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        int wide = settings.sizes().hiddenSize();
        Course rich = Course.of(runtime, settings.withHidden(Math.max(1, wide / NARROW)), RICH);
        Course lazy = Course.of(runtime, settings, LAZY);
        Table table = new Table("step", "rich", "rich, predicted", "lazy", "lazy, predicted");
        for (int s = 0; s < rich.real.length; s++) {
            FigureData.add(table, s, rich.real[s], rich.predicted[s], lazy.real[s], lazy.predicted[s]);
        }
        return new FigureData(
                List.of(
                        rich.panel("rich", "Rich: " + Math.max(1, wide / NARROW) + " units"),
                        lazy.panel("lazy", "Lazy: " + wide + " units, α = " + (int) LAZY)),
                table);
    }

    /** Losses over the steps, as shares of the first. */
    private static final class Course {
        private final double[] real;
        private final double[] predicted;

        private Course(double[] real, double[] predicted) {
            this.real = real;
            this.predicted = predicted;
        }

        static Course of(NtkRuntime runtime, FigureSettings settings, double scale) {
            AutodiffBackend backend = runtime.backend();
            Trials trials = new FlipFlop()
                    .trials(0, 0, settings.sizes().trials(), settings.sizes().steps());
            Problem problem = new Networks(runtime)
                    .centred(settings, 1, 0)
                    .problem(trials.inputs(), Observable.OUTPUTS)
                    .withPrecision(runtime.configuration().precision());
            double rate;
            Targets targets;
            double[] predicted;
            try (Linearization linearization = backend.linearize(problem)) {
                targets = shifted(trials, linearization.observations(), scale);
                rate = settings.learningRate() * stableRate(linearization, targets);
                predicted = FrozenKernel.of(
                                linearization,
                                Loss.MSE,
                                targets,
                                rate,
                                settings.trainingSteps(),
                                EstimatorOptions.samples(PRODUCTS))
                        .losses();
            }
            double[] real = descent(backend, problem, targets, rate, settings.trainingSteps());
            return new Course(shares(real), shares(predicted));
        }

        private static Targets shifted(Trials trials, double[] outputs, double scale) {
            double[] values = trials.targets();
            for (int i = 0; i < values.length; i++) {
                values[i] = outputs[i] + values[i] / scale;
            }
            int steps = trials.inputs().steps();
            boolean[] counted = new boolean[trials.inputs().trials() * steps];
            for (int place = 0; place < counted.length; place++) {
                counted[place] = trials.counts(place / steps, place % steps);
            }
            return new Targets(trials.inputs().trials(), steps, trials.outputSize(), values, counted);
        }

        /** Steps shrink the residual along each eigenvector by 1 − 2ηλ/N, which must stay above −1. */
        private static double stableRate(Linearization linearization, Targets targets) {
            try (LeadingEigenpairs pairs =
                    LeadingEigenpairs.of(linearization.ntk(), 1, EstimatorOptions.samples(PRODUCTS))) {
                double count = (double) targets.countedPlaces() * targets.width();
                return count / pairs.values().get(0).value();
            }
        }

        private static double[] descent(
                AutodiffBackend backend, Problem start, Targets targets, double rate, int steps) {
            double[] losses = new double[steps + 1];
            double[] theta = start.parameters().toArray();
            for (int s = 0; s <= steps; s++) {
                Problem problem =
                        start.withParameters(Parameters.of(start.model().layout(), theta));
                try (Linearization linearization = backend.linearize(problem);
                        MultiVector cotangent = linearization.observationSpace().uninitialized(1)) {
                    LossValue loss = Loss.MSE.of(targets, linearization.observations());
                    losses[s] = loss.value();
                    cotangent.setColumn(0, loss.gradient());
                    try (MultiVector gradient = linearization.vjp(cotangent)) {
                        double[] step = gradient.toArray(0);
                        for (int i = 0; i < theta.length; i++) {
                            theta[i] -= rate * step[i];
                        }
                    }
                }
            }
            return losses;
        }

        private static double[] shares(double[] losses) {
            return IntStream.range(0, losses.length)
                    .mapToDouble(s -> losses[s] / losses[0])
                    .toArray();
        }

        Panel panel(String name, String title) {
            double[] steps = IntStream.range(0, real.length).asDoubleStream().toArray();
            return new Panel(
                    name,
                    new LineChart(title, "step of gradient descent", "loss, as a share of the first")
                            .line("real", steps, real)
                            .line("frozen kernel", steps, predicted));
        }
    }
}
