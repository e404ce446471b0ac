package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Parameters;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Provenance;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.model.ProblemSizes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code ntk doctor}: what ntk runs on here, and whether each engine computes. */
@Command(
        name = "doctor",
        description = {
            "Say what ntk runs on here, and test every backend.",
            "The test, on a small network, is whether J u is the derivative of the states and ⟨J u, v⟩ = ⟨u, Jᵀ v⟩, in double precision.",
            "Exit code 1 if the configured backend fails."
        },
        footer = {
            "%nExamples:",
            "  ntk doctor",
            "  ntk doctor --backend djl --json",
            "  ntk doctor --report doctor.html"
        })
final class DoctorCommand extends ComputingVerb {
    private static final ProblemSizes SIZES = new ProblemSizes(8, 10, 16, 3);
    private static final String CELL = "gru";
    /** The relative tolerance of the adjoint test in double precision: sums of a few thousand products. */
    private static final double ADJOINT_TOLERANCE = 1e-10;
    /**
     * The step of central differences along a direction of unit entries; their truncation and rounding are far below
     * it.
     */
    private static final double STEP = 1e-5;

    private static final double DERIVATIVE_TOLERANCE = 1e-6;

    private static final long SEED = 0;
    private static final int FAILED = 1;
    private static final double MEBIBYTE = 1 << 20;

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Problem problem = place.runtime()
                .randomProblems()
                .pair(CELL, SIZES, SEED, Precision.FLOAT64)
                .before();
        List<Finding> findings = place.runtime().backends().all().keySet().stream()
                .map(id -> Finding.of(place.runtime(), id, problem))
                .toList();
        Configuration configuration = place.configuration();
        return show(
                new Findings(configuration.backend(), configuration.precision(), facts(configuration), findings),
                progress);
    }

    private static Map<String, String> facts(Configuration configuration) {
        Runtime machine = Runtime.getRuntime();
        Map<String, String> facts = Provenance.surrounded(Map.of());
        facts.put("home", System.getProperty("java.home"));
        facts.put("heap", mebibytes(machine.maxMemory()) + " at most (NTK_JAVA_OPTS=-Xmx...)");
        facts.put("memory", mebibytes(configuration.memoryLimit()) + " for one operator application (ntk.memory)");
        facts.put("threads", configuration.threads() + " (ntk.threads)");
        facts.put("precision", configuration.precision().label() + " (ntk.precision)");
        facts.put("backend", configuration.backend() + " (" + configuration.backendOrigin() + ")");
        return facts;
    }

    private static String mebibytes(long bytes) {
        return Math.round(bytes / MEBIBYTE) + " MiB";
    }

    /** What runs here, and what became of every backend. */
    private record Findings(String chosen, Precision precision, Map<String, String> facts, List<Finding> findings)
            implements Report {
        private boolean passed() {
            return findings.stream().anyMatch(finding -> finding.id.equals(chosen) && finding.passed);
        }

        @Override
        public int exitCode() {
            return passed() ? 0 : FAILED;
        }

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .with(facts)
                    .with("backends", findings.stream().map(Finding::json).toList());
        }

        @Override
        public String text() {
            return facts.entrySet().stream()
                            .map(fact -> Lines.line(fact.getKey(), fact.getValue()))
                            .collect(Collectors.joining())
                    + "\n" + backends();
        }

        @Override
        public Table table() {
            return backends();
        }

        private Table backends() {
            Table table = new Table("backend", "self-test", "engine", "device");
            findings.forEach(finding -> table.row(finding.id, finding.outcome, finding.engine, finding.device));
            return table;
        }

        @Override
        public HtmlPage page() {
            return new HtmlPage("What ntk runs on here")
                    .number(
                            "backend " + chosen + ", the configured one",
                            passed() ? "works" : "fails",
                            findings.stream().filter(finding -> finding.passed).count() + " of " + findings.size()
                                    + " backends pass their test")
                    .section("Backends")
                    .table(backends())
                    .text("The test, on a GRU of " + SIZES.hiddenSize()
                            + " units in double precision: whether J u is the"
                            + " derivative of the states, and ⟨J u, v⟩ = ⟨u, Jᵀ v⟩.");
        }

        @Override
        public Optional<Provenance> provenance() {
            return Optional.of(Provenance.of(chosen, precision, facts).usedFor("This command tests them again:"));
        }
    }

    /** Whether a backend computes, with which engine and where, and a sentence on how its test went. */
    private record Finding(String id, String engine, String device, boolean passed, String outcome) {
        static Finding of(NtkRuntime runtime, String id, Problem problem) {
            Stopwatch watch = Stopwatch.started();
            try (AutodiffBackend backend = runtime.backends().start(id)) {
                Errors errors = Errors.of(backend, problem);
                double seconds = watch.seconds();
                boolean passed = errors.derivative <= DERIVATIVE_TOLERANCE && errors.adjoint <= ADJOINT_TOLERANCE;
                String outcome = passed
                        ? "passed in " + Numbers.seconds(seconds)
                        : "FAILED: J u is off by " + Numbers.significant(errors.derivative, 2) + ", ⟨u, Jᵀ v⟩ by "
                                + Numbers.significant(errors.adjoint, 2);
                return new Finding(id, backend.engine(), backend.device(), passed, outcome);
            } catch (NtkException e) {
                return new Finding(id, "-", "-", false, "not available: " + e.getMessage());
            }
        }

        JsonObject json() {
            return new JsonObject()
                    .with("id", id)
                    .with("engine", engine)
                    .with("device", device)
                    .with("passed", passed)
                    .with("outcome", outcome);
        }
    }

    /**
     * How far a backend's products are off, relative to their size; infinite where one is not a number.
     *
     * @param derivative ‖J u − Δh/Δθ‖ / ‖J u‖, by central differences
     * @param adjoint |⟨J u, v⟩ − ⟨u, Jᵀ v⟩| / (‖J u‖ ‖v‖)
     */
    private record Errors(double derivative, double adjoint) {
        static Errors of(AutodiffBackend backend, Problem problem) {
            try (Linearization linearization = backend.linearize(problem);
                    MultiVector u = linearization.parameterSpace().probes(ProbeDistribution.GAUSSIAN, SEED, 0, 1);
                    MultiVector v = linearization.observationSpace().probes(ProbeDistribution.GAUSSIAN, SEED, 1, 1);
                    MultiVector pushed = linearization.jvp(u);
                    MultiVector pulled = linearization.vjp(v)) {
                double size = Math.sqrt(pushed.dots(pushed)[0]);
                double adjoint = Math.abs(pushed.dots(v)[0] - u.dots(pulled)[0]) / (size * Math.sqrt(v.dots(v)[0]));
                double[] up = states(backend, problem, u.toArray(0), STEP);
                double[] down = states(backend, problem, u.toArray(0), -STEP);
                double[] slope = pushed.toArray(0);
                double squares = 0;
                for (int i = 0; i < slope.length; i++) {
                    double gap = slope[i] - (up[i] - down[i]) / (2 * STEP);
                    squares += gap * gap;
                }
                return new Errors(finite(Math.sqrt(squares) / size), finite(adjoint));
            }
        }

        private static double[] states(AutodiffBackend backend, Problem problem, double[] direction, double step) {
            double[] theta = problem.parameters().toArray();
            for (int i = 0; i < theta.length; i++) {
                theta[i] += step * direction[i];
            }
            Parameters moved = Parameters.of(problem.parameters().layout(), theta);
            try (Linearization linearization = backend.linearize(problem.withParameters(moved))) {
                return linearization.observations();
            }
        }

        private static double finite(double error) {
            return Double.isFinite(error) ? error : Double.POSITIVE_INFINITY;
        }
    }
}
