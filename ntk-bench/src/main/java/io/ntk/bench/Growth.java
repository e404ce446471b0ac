package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.chart.Theme;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.Sizes;
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
    private static final int WARM_UP = 2;

    private final NtkRuntime runtime;
    private final String cell;
    private final int repetitions;

    /** What grows. */
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
     * @param quantity what grows
     * @param value its value
     * @param factor the value in multiples of the smallest
     * @param seconds the median time
     */
    record Point(String quantity, int value, int factor, double seconds) {}

    Growth(NtkRuntime runtime, String cell, int repetitions) {
        this.runtime = runtime;
        this.cell = cell;
        this.repetitions = repetitions;
    }

    /**
     * Measures and writes.
     *
     * @param arguments the folder for both files and, optionally, the cell (rnn), the smallest size (100,10,128,3) and the
     *     fewest probes (10)
     * @throws IOException if the files cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : ".");
        String cell = arguments.length > 1 ? arguments[1] : "rnn";
        Sizes smallest = Sizes.parse(arguments.length > 2 ? arguments[2] : "100,10,128,3");
        int samples = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10;
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("precision", Precision.FLOAT32.label()))) {
            write(folder, new Growth(runtime, cell, 5).measure(smallest, samples));
        }
    }

    List<Point> measure(Sizes smallest, int samples) {
        List<Point> points = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            for (int factor : new int[] {1, 2, 5, 10}) {
                // Products with the weights grow as the square.
                if (quantity != Quantity.HIDDEN_UNITS || factor <= 5) {
                    points.add(point(quantity, factor, smallest, samples));
                }
            }
        }
        return points;
    }

    private Point point(Quantity quantity, int factor, Sizes smallest, int samples) {
        Sizes sizes = new Sizes(
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
        return new Point(quantity.label, value, factor, median(sizes, probes));
    }

    private double median(Sizes sizes, int samples) {
        AlignmentEstimator estimator = runtime.estimators().alignment("shared-sketch");
        BeforeAfter pair = runtime.randomProblems()
                .pair(cell, sizes, 0, runtime.configuration().precision());
        EstimatorOptions options = new EstimatorOptions(samples, 0)
                .withMemoryLimit(runtime.configuration().memoryLimit());
        AutodiffBackend backend = runtime.backend();
        double[] seconds = new double[repetitions];
        for (int run = -WARM_UP; run < repetitions; run++) {
            long start = System.nanoTime();
            try (Linearization before = backend.linearize(pair.before());
                    Linearization after = backend.linearize(pair.after())) {
                estimator.estimate(Kernel.of(before), Kernel.of(after), options);
            }
            if (run >= 0) {
                seconds[run] = (System.nanoTime() - start) / NANOS;
            }
        }
        Arrays.sort(seconds);
        return seconds[repetitions / 2];
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
        chart.write(folder.resolve("growth.svg"), Theme.LIGHT);
    }
}
