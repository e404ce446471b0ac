package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.file.Maker;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ProblemSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures how the time of a shared-sketch alignment grows with steps, trials, probes and hidden units, one at a time, and
 * writes {@code growth.csv} and {@code growth.svg}.
 */
public final class Growth {
    private static final double NANOS = 1e9;

    /** The warm-up time, on the smallest problem, in which the JIT compiler optimizes the sweeps over time. */
    private static final double WARM_UP_SECONDS = 5;

    private final NtkRuntime runtime;
    private final String cell;
    private final int repetitions;

    /** The quantity that grows. */
    private enum Quantity {
        STEPS("steps"),
        TRIALS("trials"),
        PROBES("probes"),
        HIDDEN_UNITS("hidden units");

        private final String label;

        Quantity(String label) {
            this.label = label;
        }
    }

    /**
     * The time at one value of a quantity.
     *
     * @param quantity the quantity that grows
     * @param value the value of the quantity
     * @param factor the value divided by the smallest value
     * @param seconds the median time in seconds
     */
    record Point(String quantity, int value, int factor, double seconds) {}

    Growth(NtkRuntime runtime, String cell, int repetitions) {
        this.runtime = runtime;
        this.cell = cell;
        this.repetitions = repetitions;
    }

    /**
     * Measures, and writes both files.
     *
     * @param arguments the folder for both files and, optionally, the cell (rnn), the smallest size (100,10,128,3) and the
     *     fewest probes (10)
     * @throws IOException if the files cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : ".");
        String cell = arguments.length > 1 ? arguments[1] : "rnn";
        ProblemSizes smallest = ProblemSizes.parse(arguments.length > 2 ? arguments[2] : "100,10,128,3");
        int samples = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10;
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("precision", Precision.FLOAT32.label()))) {
            write(folder, new Growth(runtime, cell, 11).measure(smallest, samples));
        }
    }

    /** Measures all points in turn, in several rounds, so that a drift of the machine's speed affects all equally. */
    List<Point> measure(ProblemSizes smallest, int samples) {
        List<Case> cases = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            for (int factor : new int[] {1, 2, 5, 10}) {
                // Products with the weights grow with the square of the hidden size.
                if (quantity != Quantity.HIDDEN_UNITS || factor <= 5) {
                    cases.add(point(quantity, factor, smallest, samples));
                }
            }
        }
        long start = System.nanoTime();
        while ((System.nanoTime() - start) / NANOS < WARM_UP_SECONDS) {
            cases.get(0).seconds();
        }
        double[][] seconds = new double[cases.size()][repetitions];
        // The first round does not count, because memory is still being allocated.
        for (int round = -1; round < repetitions; round++) {
            for (int i = 0; i < cases.size(); i++) {
                double taken = cases.get(i).seconds();
                if (round >= 0) {
                    seconds[i][round] = taken;
                }
            }
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            Case measured = cases.get(i);
            Arrays.sort(seconds[i]);
            points.add(
                    new Point(measured.quantity.label, measured.value, measured.factor, seconds[i][repetitions / 2]));
        }
        return points;
    }

    private Case point(Quantity quantity, int factor, ProblemSizes smallest, int samples) {
        ProblemSizes sizes = new ProblemSizes(
                smallest.trials() * (quantity == Quantity.TRIALS ? factor : 1),
                smallest.steps() * (quantity == Quantity.STEPS ? factor : 1),
                smallest.hiddenSize() * (quantity == Quantity.HIDDEN_UNITS ? factor : 1),
                smallest.inputSize());
        int probes = samples * (quantity == Quantity.PROBES ? factor : 1);
        int value = switch (quantity) {
            case STEPS -> sizes.steps();
            case TRIALS -> sizes.trials();
            case PROBES -> probes;
            case HIDDEN_UNITS -> sizes.hiddenSize();
        };
        return new Case(quantity, value, factor, sizes, probes);
    }

    /** A problem of one size. */
    private final class Case {
        private final Quantity quantity;
        private final int value;
        private final int factor;
        private final BeforeAfter pair;
        private final EstimatorOptions options;
        private final AlignmentEstimator estimator = runtime.estimators().alignment("shared-sketch");

        Case(Quantity quantity, int value, int factor, ProblemSizes sizes, int samples) {
            this.quantity = quantity;
            this.value = value;
            this.factor = factor;
            this.pair = runtime.randomProblems()
                    .pair(cell, sizes, 0, runtime.configuration().precision());
            this.options = EstimatorOptions.samples(samples)
                    .withMemoryLimit(runtime.configuration().memoryLimit());
        }

        double seconds() {
            AutodiffBackend backend = runtime.backend();
            long start = System.nanoTime();
            try (Linearization before = backend.linearize(pair.before());
                    Linearization after = backend.linearize(pair.after())) {
                estimator.estimate(Kernel.of(before), Kernel.of(after), options);
            }
            return (System.nanoTime() - start) / NANOS;
        }
    }

    static void write(Path folder, List<Point> points) throws IOException {
        List<String> rows = new ArrayList<>(List.of("quantity,value,seconds,relative_value,relative_seconds"));
        LineChart chart = new LineChart(
                        "Growth of the time of a shared-sketch alignment",
                        "size, in multiples of the smallest",
                        "time, in multiples of the shortest")
                .logarithmicX()
                .logarithmicY();
        Map<String, List<Point>> lines = points.stream()
                .collect(Collectors.groupingBy(Point::quantity, LinkedHashMap::new, Collectors.toList()));
        lines.forEach((quantity, line) -> {
            double shortest = line.get(0).seconds();
            for (Point point : line) {
                rows.add(String.format(
                        Locale.ROOT,
                        "%s,%d,%.4f,%d,%.2f",
                        quantity,
                        point.value(),
                        point.seconds(),
                        point.factor(),
                        point.seconds() / shortest));
            }
            chart.line(
                    quantity,
                    line.stream().mapToDouble(Point::factor).toArray(),
                    line.stream()
                            .mapToDouble(point -> point.seconds() / shortest)
                            .toArray());
        });
        chart.line("linear", new double[] {1, 10}, new double[] {1, 10});
        Files.createDirectories(folder);
        Files.write(folder.resolve("growth.csv"), rows);
        chart.write(folder.resolve("growth.svg"), Theme.LIGHT, new Maker("bench", List.of(), true));
    }
}
