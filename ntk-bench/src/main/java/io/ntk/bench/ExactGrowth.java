package io.ntk.bench;

import com.sun.management.OperatingSystemMXBean;
import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.file.Maker;
import io.ntk.estimators.exact.ContractionCount;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures how the processor time of {@code exact} for Tr Θ² grows with steps, trials and hidden units, one at a time, and where it goes
 * from one contraction to the other: writes {@code exact.csv} and {@code exact.svg}.
 */
public final class ExactGrowth {
    private static final double NANOS = 1e9;
    private static final int[] FACTORS = {1, 2, 3, 4, 6, 8};

    /** What is shorter is repeated. */
    private static final double LEAST_SECONDS = 0.1;

    /** The warm-up time, on the smallest problem. */
    private static final double WARM_UP_SECONDS = 2;

    private final OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final NtkRuntime runtime;
    private final String cell;
    private final ProblemSizes smallest;

    /** The quantity that grows. */
    private enum Quantity {
        STEPS("steps"),
        TRIALS("trials"),
        HIDDEN_UNITS("hidden units");

        private final String label;

        Quantity(String label) {
            this.label = label;
        }

        int in(ProblemSizes sizes) {
            return switch (this) {
                case STEPS -> sizes.steps();
                case TRIALS -> sizes.trials();
                case HIDDEN_UNITS -> sizes.hiddenSize();
            };
        }

        ProblemSizes of(ProblemSizes smallest, int factor) {
            return new ProblemSizes(
                    smallest.trials() * (this == TRIALS ? factor : 1),
                    smallest.steps() * (this == STEPS ? factor : 1),
                    smallest.hiddenSize() * (this == HIDDEN_UNITS ? factor : 1),
                    smallest.inputSize());
        }
    }

    /**
     * What one trace took.
     *
     * @param seconds the least processor time of two
     * @param count the contraction and its operations
     */
    private record Taken(double seconds, ContractionCount count) {}

    private ExactGrowth(NtkRuntime runtime, String cell, ProblemSizes smallest) {
        this.runtime = runtime;
        this.cell = cell;
        this.smallest = smallest;
    }

    /**
     * Measures, and writes both files.
     *
     * @param arguments the folder for both files and, optionally, the cell (rnn), the smallest size (10,10,32,3) and the precision
     *     (float64)
     * @throws IOException if the files cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : ".");
        String cell = arguments.length > 1 ? arguments[1] : "rnn";
        ProblemSizes smallest = ProblemSizes.parse(arguments.length > 2 ? arguments[2] : "10,10,32,3");
        String precision = arguments.length > 3 ? arguments[3] : Precision.FLOAT64.label();
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("precision", precision))) {
            new ExactGrowth(runtime, cell, smallest).write(folder);
        }
    }

    private Taken measured(ProblemSizes sizes) {
        ExactNtk exact = new ExactNtk(runtime.configuration().memoryLimit()).totals();
        try (Linearization model = runtime.backend()
                .linearize(runtime.randomProblems()
                        .pair(cell, sizes, 0, runtime.configuration().precision())
                        .before())) {
            return Stream.generate(() -> taken(exact, model))
                    .limit(2)
                    .min(Comparator.comparingDouble(Taken::seconds))
                    .orElseThrow();
        }
    }

    private Taken taken(ExactNtk exact, Linearization model) {
        long start = process.getProcessCpuTime();
        ContractionCount count = exact.squaredFrobenius(model).count();
        int times = 1;
        // The clock ticks every hundredth of a second.
        while ((process.getProcessCpuTime() - start) / NANOS < LEAST_SECONDS) {
            exact.squaredFrobenius(model);
            times++;
        }
        return new Taken((process.getProcessCpuTime() - start) / NANOS / times, count);
    }

    private void write(Path folder) throws IOException {
        for (long start = System.nanoTime(); (System.nanoTime() - start) / NANOS < WARM_UP_SECONDS; ) {
            measured(smallest);
        }
        List<String> rows = new ArrayList<>(List.of("quantity,value,seconds,operations,contraction"));
        LineChart chart = new LineChart(
                        String.format(
                                "Processor time of exact, %s from [%d, %d, %d]",
                                cell, smallest.trials(), smallest.steps(), smallest.hiddenSize()),
                        "size, in multiples of the smallest",
                        "processor seconds")
                .logarithmicX()
                .logarithmicY();
        List<double[]> switches = new ArrayList<>();
        for (Quantity quantity : Quantity.values()) {
            double[] seconds = new double[FACTORS.length];
            String before = "";
            for (int i = 0; i < FACTORS.length; i++) {
                ProblemSizes sizes = quantity.of(smallest, FACTORS[i]);
                Taken taken = measured(sizes);
                seconds[i] = taken.seconds();
                String contraction = taken.count().contraction();
                if (i > 0 && !contraction.equals(before)) {
                    switches.add(new double[] {FACTORS[i], seconds[i]});
                }
                before = contraction;
                rows.add(String.format(
                        Locale.ROOT,
                        "%s,%d,%.4f,%.3g,%s",
                        quantity.label,
                        quantity.in(sizes),
                        seconds[i],
                        taken.count().flops(),
                        contraction));
            }
            chart.line(quantity.label, Arrays.stream(FACTORS).asDoubleStream().toArray(), seconds);
        }
        mark(chart, switches);
        Files.createDirectories(folder);
        Files.write(folder.resolve("exact.csv"), rows);
        chart.write(folder.resolve("exact.svg"), Theme.LIGHT, new Maker("bench", List.of(), true));
    }

    private static void mark(LineChart chart, List<double[]> switches) {
        if (switches.isEmpty()) {
            return;
        }
        switches.sort(Comparator.comparingDouble(at -> at[0]));
        double[] x = switches.stream().mapToDouble(at -> at[0]).toArray();
        double[] y = switches.stream().mapToDouble(at -> at[1]).toArray();
        chart.points("first by the other contraction", x, y, y, y);
    }
}
