package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Parameters;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk check}: whether all backends say the same about the user's own model. */
@Grouped(OptionGroup.ESTIMATOR)
@Command(
        name = "check",
        description = {
            "Compare what all backends say about a model.",
            "Every backend that can run here is compared with the configured one, each by a differentiator of its own:"
                    + " djl by PyTorch's autograd, nd4j by SameDiff's gradient.",
            "With --states, the states that your own program computed are compared with ntk's instead.",
            "Ends with exit code 1 if they disagree."
        },
        footer = {
            "%nExamples:",
            "  ntk check --model after.npz --cell gru --inputs inputs.npy",
            "  ntk check --model before.npz --after after.npz --cell gru \\",
            "      --inputs inputs.npy --precision float64",
            "  ntk check --model after.npz --cell my.cell --inputs inputs.npy \\",
            "      --states states.npy --precision float64"
        })
final class CheckCommand extends ComputingVerb {
    private static final String ESTIMATOR = "shared-sketch";
    private static final int SAMPLES = 20;
    /** How far the second point of the alignment is from the model, relative to each parameter. */
    private static final double MOVE = 0.5;

    private static final double FLOAT64_TOLERANCE = 1e-8;
    private static final double FLOAT32_TOLERANCE = 1e-3;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final CheckpointOption checkpoint = new CheckpointOption();

    @Grouped(OptionGroup.MODEL)
    @Option(
            names = "--after",
            paramLabel = "FILE[:PREFIX]",
            description =
                    "The second checkpoint of the alignment. Default: the model with its weights moved at random.")
    private @Nullable String after;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description = "The largest relative difference that counts as agreement. Default: " + FLOAT64_TOLERANCE
                    + " in float64, " + FLOAT32_TOLERANCE + " in float32.")
    private @Nullable Double tolerance;

    @Grouped(OptionGroup.MODEL)
    @Option(
            names = "--states",
            paramLabel = "FILE[:ARRAY]",
            description =
                    "The states [trials, steps, units] that your own program computed, one after each step, of all trials of --inputs."
                            + " Says where they first part from ntk's.")
    private @Nullable String states;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "Decides the probes. Default: 0.")
    private long seed;

    @Override
    void check() {
        super.check();
        if (states != null && after != null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "With --states, a second checkpoint is not used.",
                    "Leave --after out, and check each checkpoint with the states of its own.");
        }
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        return states == null
                ? compareBackends(place, progress)
                : compareStates(place, model.file(place, states), progress);
    }

    private int compareStates(Workplace place, ArrayReference file, ProgressDisplay progress) {
        allowed(place.precision());
        Problem problem = model.problem(place, checkpoint.file(place));
        StateTolerance allowed = StateTolerance.of(
                tolerance, file, place.read(), place.precision(), FLOAT32_TOLERANCE, FLOAT64_TOLERANCE);
        StateComparison comparison = StateComparison.of(place, file, problem, model.trials(place, problem), allowed);
        int exitCode = show(comparison, progress);
        comparison.requireAgreement();
        return exitCode;
    }

    private int compareBackends(Workplace place, ProgressDisplay progress) {
        NtkRuntime runtime = place.runtime();
        double allowed = allowed(place.precision());
        BeforeAfter pair = pair(place);
        int samples = (int) Math.min(SAMPLES, pair.before().observedShape().order());
        EstimatorOptions options = EstimatorOptions.samples(samples)
                .withSeed(seed)
                .withMemoryLimit(place.configuration().memoryLimit());
        AlignmentEstimator estimator = runtime.estimators().alignment(ESTIMATOR);
        Answers reference = Answers.of(runtime.backend(), pair, estimator, options);
        String referenceId = runtime.backend().id();
        List<Row> rows = new ArrayList<>();
        for (String id : runtime.backends().all().keySet()) {
            if (!id.equals(referenceId)) {
                rows.add(row(runtime, id, pair, estimator, options, reference));
            }
        }
        requireComparison(referenceId, rows);
        Computation computation =
                new Computation(runtime.backend(), pair.before(), seed, reference.seconds(), place.read());
        int exitCode = show(new Agreement(reference, rows, allowed, computation), progress);
        requireAgreement(referenceId, rows, allowed, place.precision());
        return exitCode;
    }

    private double allowed(Precision precision) {
        if (tolerance != null && !(tolerance > 0 && tolerance < 1)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The tolerance is " + tolerance + ".",
                    "Give a relative tolerance between 0 and 1, such as 1e-8.");
        }
        double normal = precision == Precision.FLOAT64 ? FLOAT64_TOLERANCE : FLOAT32_TOLERANCE;
        return tolerance == null ? normal : tolerance;
    }

    private BeforeAfter pair(Workplace place) {
        ArrayReference before = checkpoint.file(place);
        if (after != null) {
            return model.pair(place, before, place.file(after));
        }
        Problem problem = model.problem(place, before);
        double[] values = problem.parameters().toArray();
        CounterGenerator generator = new CounterGenerator(seed, 0);
        for (int i = 0; i < values.length; i++) {
            values[i] *= 1 + MOVE * (2 * generator.uniform(i) - 1);
        }
        return new BeforeAfter(
                problem,
                problem.withParameters(Parameters.of(problem.parameters().layout(), values)));
    }

    private static Row row(
            NtkRuntime runtime,
            String id,
            BeforeAfter pair,
            AlignmentEstimator estimator,
            EstimatorOptions options,
            Answers reference) {
        try (AutodiffBackend backend = runtime.backends().startIndependent(id)) {
            Answers answers = Answers.of(backend, pair, estimator, options);
            return new Row(id, backend.differentiator(), answers.differencesFrom(reference), answers.seconds(), null);
        } catch (NtkException e) {
            if (e.id() != ErrorId.BACKEND_UNAVAILABLE && e.id() != ErrorId.CAPABILITY_MISSING) {
                throw e;
            }
            return new Row(id, null, Map.of(), 0, e);
        }
    }

    private static void requireComparison(String referenceId, List<Row> rows) {
        if (rows.stream().noneMatch(row -> row.failure == null)) {
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "No backend but '" + referenceId + "' can run this, so there is nothing to compare with.",
                    "'ntk backends' says what is missing.");
        }
    }

    private static void requireAgreement(String referenceId, List<Row> rows, double allowed, Precision precision) {
        List<String> disagreeing = rows.stream()
                .filter(row -> !row.agrees(allowed))
                .map(row -> row.id)
                .toList();
        if (!disagreeing.isEmpty()) {
            throw new NtkException(
                    ErrorId.DISAGREEMENT,
                    "Backend " + String.join(" and ", disagreeing) + " disagrees with " + referenceId
                            + " beyond the tolerance.",
                    precision == Precision.FLOAT64
                            ? "One of them is wrong: report it."
                            : "Try --precision float64; if they still disagree, one of them is wrong: report it.");
        }
    }

    /**
     * How far all backends are from the configured one; {@code allowed} is the largest relative difference that agrees.
     */
    private record Agreement(Answers reference, List<Row> rows, double allowed, Computation computation)
            implements ModelReport {
        private String precision() {
            return computation.problem().precision().label();
        }

        private boolean agree() {
            return rows.stream().allMatch(row -> row.agrees(allowed));
        }

        private Stream<String> failures() {
            return rows.stream()
                    .map(row -> row.failure)
                    .filter(Objects::nonNull)
                    .map(failure -> String.valueOf(failure.getMessage()));
        }

        @Override
        public JsonObject json() {
            return computation
                    .putInto(new JsonObject())
                    .with("reference", computation.backend().id())
                    .with("differentiator", computation.backend().differentiator())
                    .with("tolerance", allowed)
                    .with("read", computation.read().json())
                    .with("backends", rows.stream().map(Row::json).toList())
                    .with("agree", agree());
        }

        @Override
        public String value() {
            return "";
        }

        @Override
        public String text() {
            return "Largest relative differences from backend "
                    + computation.backend().id() + ", which took "
                    + Numbers.seconds(reference.seconds()) + " and differentiates by "
                    + computation.backend().differentiator() + "; " + precision() + ", tolerance "
                    + Numbers.significant(allowed, 1) + ".\n"
                    + computation.read().text() + differences()
                    + failures().map(failure -> failure + "\n").collect(Collectors.joining());
        }

        private Table differences() {
            List<String> header = new ArrayList<>(List.of("backend"));
            header.addAll(reference.quantities().keySet());
            header.addAll(List.of("time", "", "differentiates by"));
            Table table = new Table(header);
            for (Row row : rows) {
                if (row.failure == null) {
                    List<String> cells = new ArrayList<>(List.of(row.id));
                    row.differences.values().forEach(difference -> cells.add(Numbers.significant(difference, 2)));
                    cells.add(Numbers.seconds(row.seconds));
                    cells.add(row.agrees(allowed) ? "agrees" : "DISAGREES");
                    cells.add(String.valueOf(row.differentiator));
                    table.row(cells);
                }
            }
            return table;
        }

        @Override
        public Table table() {
            List<String> header = new ArrayList<>(List.of("backend"));
            header.addAll(reference.quantities().keySet());
            header.addAll(List.of("seconds", "agrees", "differentiator"));
            Table table = new Table(header);
            for (Row row : rows) {
                if (row.failure == null) {
                    List<String> cells = new ArrayList<>(List.of(row.id));
                    row.differences.values().forEach(difference -> cells.add(String.valueOf(difference)));
                    cells.addAll(List.of(
                            String.valueOf(row.seconds),
                            String.valueOf(row.agrees(allowed)),
                            String.valueOf(row.differentiator)));
                    table.row(cells);
                }
            }
            return table;
        }

        @Override
        public HtmlPage page() {
            HtmlPage page = new HtmlPage("Do the backends agree?")
                    .number(
                            "every backend that runs here, compared with "
                                    + computation.backend().id(),
                            agree() ? "They agree" : "They disagree",
                            "in " + precision() + ", to a relative tolerance of " + Numbers.significant(allowed, 1))
                    .section("Largest relative differences from "
                            + computation.backend().id())
                    .table(differences());
            failures().forEach(page::text);
            return page;
        }
    }

    /** How far one backend is from the reference, or why it did not run. */
    private record Row(
            String id,
            @Nullable String differentiator,
            Map<String, Double> differences,
            double seconds,
            @Nullable NtkException failure) {

        boolean agrees(double allowed) {
            return differences.values().stream().allMatch(difference -> difference <= allowed);
        }

        JsonObject json() {
            return new JsonObject()
                    .with("backend", id)
                    .with("differentiator", differentiator)
                    .with("differences", failure == null ? differences : null)
                    .with("seconds", failure == null ? seconds : null)
                    .with("reason", failure == null ? null : failure.getMessage());
        }
    }
}
