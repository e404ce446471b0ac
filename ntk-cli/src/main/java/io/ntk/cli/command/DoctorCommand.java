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
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.model.Sizes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ntk doctor}: what ntk runs on here, and whether each engine computes. */
@Command(
        name = "doctor",
        description = {
            "Say what ntk runs on here, and test every backend on a small network:",
            "whether J u is the derivative of the states and ⟨J u, v⟩ = ⟨u, Jᵀ v⟩, in double precision.",
            "Exit code 1 if the configured backend fails."
        },
        footer = {
            "%nExamples:",
            "  ntk doctor",
            "  ntk doctor --backend djl --json",
            "  ntk doctor --report doctor.html"
        })
public final class DoctorCommand implements Callable<Integer> {
    private static final Sizes SIZES = new Sizes(8, 10, 16, 3);
    private static final String CELL = "gru";
    /** Of sums of a few thousand products in double precision. */
    private static final double ADJOINT_TOLERANCE = 1e-10;
    /** Of central differences with this step along a direction of unit entries; both errors of theirs are far smaller. */
    private static final double STEP = 1e-5;

    private static final double DERIVATIVE_TOLERANCE = 1e-6;

    private static final long SEED = 0;
    private static final int FAILED = 1;
    private static final double NANOS = 1e9;
    private static final double MEBIBYTE = 1 << 20;

    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public DoctorCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean wanted = report.wanted();
        try (NtkRuntime runtime = session.runtime(engine.settings())) {
            Problem problem = runtime.randomProblems()
                    .pair(CELL, SIZES, SEED, Precision.FLOAT64)
                    .before();
            List<Finding> findings = new ArrayList<>();
            for (String id : runtime.backends().all().keySet()) {
                findings.add(Finding.of(runtime, id, problem));
            }
            String chosen = runtime.configuration().backend();
            Map<String, String> facts = facts(runtime.configuration());
            Map<String, Object> json = new LinkedHashMap<>(facts);
            json.put("backends", findings.stream().map(Finding::toJson).toList());
            output.print(session, json, () -> text(facts, findings));
            boolean passed = findings.stream().anyMatch(finding -> finding.id.equals(chosen) && finding.passed);
            if (wanted) {
                report.write(
                        page(chosen, passed, findings),
                        "This command tests them again:",
                        report.rerun(chosen, runtime.configuration().precision()),
                        facts,
                        List.of());
            }
            return passed ? 0 : FAILED;
        }
    }

    private static Map<String, String> facts(Configuration configuration) {
        Runtime machine = Runtime.getRuntime();
        Map<String, String> facts = ReportOptions.facts(Map.of());
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

    private static String text(Map<String, String> facts, List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        facts.forEach((name, value) -> text.append(name)
                .append(" ".repeat(11 - name.length()))
                .append(value)
                .append('\n'));
        return text.append('\n').append(table(findings)).toString();
    }

    private static Table table(List<Finding> findings) {
        Table table = new Table("backend", "self-test", "engine", "device");
        findings.forEach(finding -> table.row(finding.id, finding.outcome, finding.engine, finding.device));
        return table;
    }

    private static HtmlPage page(String chosen, boolean passed, List<Finding> findings) {
        return new HtmlPage("What ntk runs on here")
                .number(
                        "backend " + chosen + ", the configured one",
                        passed ? "works" : "fails",
                        findings.stream().filter(finding -> finding.passed).count() + " of " + findings.size()
                                + " backends pass their test")
                .section("Backends")
                .table(table(findings))
                .text("The test, on a GRU of " + SIZES.hiddenSize() + " units in double precision: whether J u is the"
                        + " derivative of the states, and ⟨J u, v⟩ = ⟨u, Jᵀ v⟩.");
    }

    /**
     * What became of a backend.
     *
     * @param id its name
     * @param engine what it computes with
     * @param device where
     * @param passed whether it computes
     * @param outcome how its test went, in a sentence
     */
    private record Finding(String id, String engine, String device, boolean passed, String outcome) {
        static Finding of(NtkRuntime runtime, String id, Problem problem) {
            long start = System.nanoTime();
            try (AutodiffBackend backend = runtime.backends().start(id)) {
                Errors errors = Errors.of(backend, problem);
                double seconds = (System.nanoTime() - start) / NANOS;
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

        Map<String, @Nullable Object> toJson() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("id", id);
            json.put("engine", engine);
            json.put("device", device);
            json.put("passed", passed);
            json.put("outcome", outcome);
            return json;
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
