package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Parameters;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ModelSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk check}: whether all backends say the same about the user's own model. */
@Command(
        name = "check",
        description = {
            "Run every backend that can run here on a model, and compare what they say with the configured one.",
            "Ends with exit code 1 if they disagree."
        },
        footer = {
            "%nExamples:",
            "  ntk check --model after.npz --cell gru --inputs inputs.npy",
            "  ntk check --model before.npz --after after.npz --cell gru \\",
            "      --inputs inputs.npy --precision float64"
        })
public final class CheckCommand implements Callable<Integer> {
    private static final String ESTIMATOR = "shared-sketch";
    private static final int SAMPLES = 20;
    /** How far the second point of the alignment is from the model, relative to each parameter. */
    private static final double MOVE = 0.5;

    private static final double FLOAT64_TOLERANCE = 1e-8;
    private static final double FLOAT32_TOLERANCE = 1e-3;

    private final Session session;

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Mixin
    private final CheckpointOption checkpoint = new CheckpointOption();

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

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "Decides the probes. Default: 0.")
    private long seed;

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public CheckCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        boolean wanted = report.wanted();
        try (NtkRuntime runtime = session.runtime(engine.settings())) {
            Precision precision = runtime.configuration().precision();
            double allowed = allowed(precision);
            BeforeAfter pair = pair(runtime, precision);
            int samples = (int) Math.min(SAMPLES, pair.before().observedShape().size());
            EstimatorOptions options = EstimatorOptions.samples(samples).withSeed(seed);
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
            print(referenceId, reference, rows, allowed, precision);
            if (wanted) {
                List<ArrayReference> checkpoints = new ArrayList<>(List.of(checkpoint.reference()));
                if (after != null) {
                    checkpoints.add(ArrayReference.parse(after));
                }
                report.write(
                        page(referenceId, reference, rows, allowed, precision),
                        runtime.backend(),
                        pair.before(),
                        seed,
                        model.read(checkpoints));
            }
            requireAgreement(referenceId, rows, allowed);
        }
        return 0;
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

    private BeforeAfter pair(NtkRuntime runtime, Precision precision) {
        ArrayReference before = checkpoint.reference();
        ModelSettings settings = model.settings(precision);
        if (after != null) {
            return runtime.modelFiles().pair(before, ArrayReference.parse(after), model.inputs(), settings);
        }
        Problem problem = runtime.modelFiles().problem(before, model.inputs(), settings);
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
        try (AutodiffBackend backend = runtime.backends().start(id)) {
            Answers answers = Answers.of(backend, pair, estimator, options);
            return new Row(id, answers.differencesFrom(reference), answers.seconds(), null);
        } catch (NtkException e) {
            if (e.id() != ErrorId.BACKEND_UNAVAILABLE && e.id() != ErrorId.CAPABILITY_MISSING) {
                throw e;
            }
            return new Row(id, Map.of(), 0, e);
        }
    }

    private void print(String referenceId, Answers reference, List<Row> rows, double allowed, Precision precision) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("reference", referenceId);
        json.put("precision", precision.label());
        json.put("tolerance", allowed);
        json.put("seconds", reference.seconds());
        json.put("backends", rows.stream().map(Row::toJson).toList());
        json.put("agree", rows.stream().allMatch(row -> row.agrees(allowed)));
        output.print(session, json, () -> output.quiet() ? "" : text(referenceId, reference, rows, allowed, precision));
    }

    private static HtmlPage page(
            String referenceId, Answers reference, List<Row> rows, double allowed, Precision precision) {
        boolean agree = rows.stream().allMatch(row -> row.agrees(allowed));
        HtmlPage page = new HtmlPage("Do the backends agree?");
        page.number(
                "every backend that runs here, compared with " + referenceId,
                agree ? "They agree" : "They disagree",
                "in " + precision.label() + ", to a relative tolerance of " + Numbers.significant(allowed, 1));
        page.section("Largest relative differences from " + referenceId).table(table(reference, rows, allowed));
        rows.stream()
                .map(row -> row.failure)
                .filter(Objects::nonNull)
                .forEach(failure -> page.text(String.valueOf(failure.getMessage())));
        return page;
    }

    private static String text(
            String referenceId, Answers reference, List<Row> rows, double allowed, Precision precision) {
        String absent = rows.stream()
                .map(row -> row.failure)
                .filter(Objects::nonNull)
                .map(failure -> failure.getMessage() + "\n")
                .collect(Collectors.joining());
        return "Largest relative differences from backend " + referenceId + ", which took "
                + Numbers.seconds(reference.seconds()) + "; " + precision.label() + ", tolerance "
                + Numbers.significant(allowed, 1) + ".\n" + table(reference, rows, allowed) + absent;
    }

    private static Table table(Answers reference, List<Row> rows, double allowed) {
        List<String> header = new ArrayList<>(List.of("backend"));
        header.addAll(reference.quantities().keySet());
        header.addAll(List.of("time", ""));
        Table table = new Table(header.toArray(new String[0]));
        for (Row row : rows) {
            if (row.failure == null) {
                List<String> cells = new ArrayList<>(List.of(row.id));
                row.differences.values().forEach(difference -> cells.add(Numbers.significant(difference, 2)));
                cells.add(Numbers.seconds(row.seconds));
                cells.add(row.agrees(allowed) ? "agrees" : "DISAGREES");
                table.row(cells.toArray(new String[0]));
            }
        }
        return table;
    }

    private static void requireComparison(String referenceId, List<Row> rows) {
        if (rows.stream().noneMatch(row -> row.failure == null)) {
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "No backend but '" + referenceId + "' can run this, so there is nothing to compare with.",
                    "'ntk backends' says what is missing.");
        }
    }

    private static void requireAgreement(String referenceId, List<Row> rows, double allowed) {
        List<String> disagreeing = rows.stream()
                .filter(row -> !row.agrees(allowed))
                .map(row -> row.id)
                .toList();
        if (!disagreeing.isEmpty()) {
            throw new NtkException(
                    ErrorId.DISAGREEMENT,
                    "Backend " + String.join(" and ", disagreeing) + " disagrees with " + referenceId
                            + " beyond the tolerance.",
                    "Try --precision float64; if they still disagree, one of them is wrong: report it.");
        }
    }

    /** How far one backend is from the reference, or why it did not run. */
    private record Row(
            String id,
            Map<String, Double> differences,
            double seconds,
            @Nullable NtkException failure) {

        boolean agrees(double allowed) {
            return differences.values().stream().allMatch(difference -> difference <= allowed);
        }

        Map<String, @Nullable Object> toJson() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("backend", id);
            json.put("differences", failure == null ? finite() : null);
            json.put("seconds", failure == null ? seconds : null);
            json.put("reason", failure == null ? null : failure.getMessage());
            return json;
        }

        /** JSON has no infinity. */
        private Map<String, @Nullable Double> finite() {
            Map<String, @Nullable Double> finite = new LinkedHashMap<>();
            differences.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
            return finite;
        }
    }
}
