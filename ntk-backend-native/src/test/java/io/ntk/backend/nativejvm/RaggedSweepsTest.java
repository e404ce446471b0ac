package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.cell.VocabularyCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Products with trials of many lengths, in several slabs, tiles and shards, are those with each trial alone. */
final class RaggedSweepsTest {
    private static final int TRIALS = 29;
    private static final int STEPS = 31;
    private static final int HIDDEN = 24;

    /** Relative difference of sums of the same products in float64. */
    private static final double ROUNDING = 1e-12;

    /** From no step to all, in no order; the last trial is not the longest. */
    private static final int[] LENGTHS =
            IntStream.range(0, TRIALS).map(trial -> trial * 13 % (STEPS + 1)).toArray();

    static List<Arguments> products() {
        List<Arguments> products = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            for (int columns : new int[] {1, 5, 30}) {
                products.add(Arguments.of(new GruCell(true), Observable.STATES, threads, columns));
                products.add(Arguments.of(new LstmCell(true), Observable.OUTPUTS, threads, columns));
                products.add(Arguments.of(new VocabularyCell(), Observable.OUTPUTS, threads, columns));
            }
        }
        return products;
    }

    private static double[] gaussian(int stream, int count, double scale) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(7, stream, 0, values, 0, count);
        Arrays.setAll(values, i -> values[i] * scale);
        return values;
    }

    private static Problem batch(Cell cell, Observable observable) {
        RecurrentModel model = new RecurrentModel("a cell", cell, 2, HIDDEN, Optional.of(new Readout(3, true)));
        double[] theta = gaussian(1, model.layout().size(), 0.5 / Math.sqrt(HIDDEN));
        double[] valid = new double[TRIALS * STEPS];
        for (int trial = 0; trial < TRIALS; trial++) {
            Arrays.fill(valid, trial * STEPS, trial * STEPS + LENGTHS[trial], 1);
        }
        return new Problem(
                        model,
                        Parameters.of(model.layout(), theta),
                        Inputs.of(TRIALS, STEPS, 2, gaussian(2, TRIALS * STEPS * 2, 1)),
                        InitialState.of(TRIALS, model.stateSize(), gaussian(3, TRIALS * model.stateSize(), 1)),
                        observable,
                        ParameterSelection.all(),
                        Precision.FLOAT64)
                .withRestriction(Restriction.NONE.withValid(ValidSteps.of(TRIALS, STEPS, valid)));
    }

    @ParameterizedTest
    @MethodSource("products")
    void areThoseOfEachTrialAlone(Cell cell, Observable observable, int threads, int columns) {
        Problem batch = batch(cell, observable);
        try (AutodiffBackend engine = engine(threads);
                AutodiffBackend engineOfOne = engine(1);
                Linearization all = engine.linearize(batch)) {
            List<Linearization> trials = new ArrayList<>();
            try {
                for (int trial = 0; trial < TRIALS; trial++) {
                    trials.add(LENGTHS[trial] == 0 ? null : engineOfOne.linearize(alone(batch, trial)));
                }
                for (Factor factor : Factor.values()) {
                    List<LinearOperator> each = trials.stream()
                            .map(trial -> trial == null ? null : trial.operator(factor))
                            .toList();
                    areSame(all.operator(factor), each, columns);
                    areSame(
                            all.operator(factor).adjoint(),
                            each.stream()
                                    .map(operator -> operator == null ? null : operator.adjoint())
                                    .toList(),
                            columns);
                }
                isJacobianTwice(all, columns);
            } finally {
                trials.stream().filter(trial -> trial != null).forEach(Linearization::close);
            }
        }
    }

    private static AutodiffBackend engine(int threads) {
        return new NativeBackendProvider().create(BackendOptions.defaults().withThreads(threads));
    }

    private static Problem alone(Problem batch, int trial) {
        return new Problem(
                batch.model(),
                batch.parameters(),
                batch.inputs().ofTrials(Indices.of(trial)).first(LENGTHS[trial]),
                batch.initialState().ofTrials(Indices.of(trial)),
                batch.observable(),
                batch.selection(),
                batch.precision());
    }

    /** What is given to a trial is its share of x, or all of x where this has no trials; likewise what comes of it. */
    private static void areSame(LinearOperator all, List<LinearOperator> each, int columns) {
        boolean isShared = all.domain().shape().axes().size() == 1;
        boolean isSum = all.range().shape().axes().size() == 1;
        try (MultiVector x = all.domain().probes(ProbeDistribution.GAUSSIAN, 5, 0, columns);
                MultiVector y = all.times(x)) {
            double[] given = x.toArray(columns - 1);
            double[] expected = new double[Math.toIntExact(all.range().dimension())];
            for (int trial = 0; trial < TRIALS; trial++) {
                LinearOperator operator = each.get(trial);
                if (operator == null) {
                    continue;
                }
                long size = operator.domain().dimension();
                double[] found = column(operator, isShared ? given : share(given, trial, size));
                int at = isSum ? 0 : trial * (expected.length / TRIALS);
                for (int i = 0; i < found.length; i++) {
                    expected[at + i] += found[i];
                }
            }
            areClose(y.toArray(columns - 1), expected);
        }
    }

    private static void areClose(double[] found, double[] expected) {
        double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        double[] differences = IntStream.range(0, expected.length)
                .mapToDouble(i -> Math.abs(found[i] - expected[i]))
                .toArray();
        assertThat(found).hasSameSizeAs(expected);
        assertThat(Arrays.stream(differences).max().orElse(0)).isLessThanOrEqualTo(ROUNDING * scale);
    }

    private static double[] share(double[] all, int trial, long size) {
        int from = trial * (all.length / TRIALS);
        return Arrays.copyOfRange(all, from, from + Math.toIntExact(size));
    }

    private static double[] column(LinearOperator operator, double[] given) {
        try (MultiVector x = operator.domain().zeros(1)) {
            x.setColumn(0, given);
            try (MultiVector y = operator.times(x)) {
                return y.toArray(0);
            }
        }
    }

    private static void isJacobianTwice(Linearization all, int columns) {
        LinearOperator kernel = all.ntk();
        try (MultiVector x = kernel.domain().probes(ProbeDistribution.GAUSSIAN, 6, 0, columns);
                MultiVector y = kernel.times(x);
                MultiVector gradients = all.vjp(x);
                MultiVector twice = all.jvp(gradients)) {
            areClose(y.toArray(columns - 1), twice.toArray(columns - 1));
            double[][] dots = kernel.pairDots(x, x);
            double[][] right = x.pairDots(y);
            for (int i = 0; i < dots.length; i++) {
                areClose(dots[i], right[i]);
            }
        }
    }
}
