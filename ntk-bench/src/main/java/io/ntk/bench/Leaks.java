package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a process that linearizes, multiplies and closes again and again keeps memory: prints, for every engine, what it holds after
 * a warm-up, and at the end. The resident memory is that which Linux tells.
 */
public final class Leaks {
    private static final int SAMPLES = 8;
    private static final int DEFAULT_CYCLES = 2000;

    /** Allocators and compilers take their share at first. */
    private static final int WARM_UP_SHARE = 4;

    private Leaks() {}

    /**
     * Measures and prints a table.
     *
     * @param arguments the cycles, then the engines; by default 2000, and all three
     * @throws IOException if the system does not tell the memory of a process
     */
    public static void main(String[] arguments) throws IOException {
        int cycles = arguments.length > 0 ? Integer.parseInt(arguments[0]) : DEFAULT_CYCLES;
        List<String> engines = arguments.length > 1
                ? List.of(arguments).subList(1, arguments.length)
                : List.of("native", "djl", "nd4j");
        for (String engine : engines) {
            measure(engine, cycles, System.out);
        }
    }

    /** Prints the row of one engine, and first the head of the table. */
    static void measure(String engine, int cycles, PrintStream out) throws IOException {
        out.printf("%-8s %8s %12s %12s%n", "engine", "cycles", "heap MiB", "resident MiB");
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("backend", engine))) {
            Problem problem = runtime.randomProblems()
                    .pair("gru", new ProblemSizes(10, 20, 16, 3), 0, Precision.FLOAT32)
                    .before();
            int warm = Math.max(1, cycles / WARM_UP_SHARE);
            for (int done = 0; done <= cycles; done++) {
                if (done >= warm && (done - warm) % warm == 0) {
                    out.printf(Locale.ROOT, "%-8s %8d %12.1f %12.1f%n", engine, done, heap(), resident());
                }
                cycle(runtime.backend(), problem);
            }
        }
    }

    private static void cycle(AutodiffBackend backend, Problem problem) {
        try (Linearization linearization = backend.linearize(problem);
                MultiVector probes =
                        linearization.observationSpace().probes(ProbeDistribution.RADEMACHER, 0, 0, SAMPLES);
                MultiVector images = linearization.ntk().times(probes)) {
            images.toArray(0);
        }
    }

    private static double heap() {
        System.gc();
        Runtime java = Runtime.getRuntime();
        return (java.totalMemory() - java.freeMemory()) / (double) (1 << 20);
    }

    private static double resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("The system does not tell the resident memory"));
    }
}
