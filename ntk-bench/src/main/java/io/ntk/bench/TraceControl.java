package io.ntk.bench;

import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.estimate.Work;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.exact.TrialForms;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ProblemSizes;
import io.ntk.training.OptimizerKind;
import io.ntk.training.RunDescription;
import io.ntk.training.Training;
import io.ntk.training.TrainingSettings;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Measures what control variates from traces would be worth to {@code deflated}: errors with the traces known for nothing, with exact
 * traces whose operations are taken from the products, and with probes of each trial that take the place of residual probes.
 */
public final class TraceControl {
    private static final List<Integer> PRODUCTS = List.of(20, 40, 100);
    private static final int TRAINING_STEPS = 600;
    private static final double LEARNING_RATE = 3e-3;

    /** What a sample of {@code trial-hutchinson} takes, in products. */
    private static final int PRODUCTS_PER_SAMPLE = 2;

    /** Makes trial probes of a seed others than those of the deflation. */
    private static final long OTHER_SEEDS = 1_000_000;

    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(1);

    private final Linearization before;
    private final Linearization after;
    private final double[] exact;
    private final double[] traces;
    /** Relative errors of alignment, distance, norm and trace by products and method; of each, one for a seed. */
    private final Map<String, List<double[]>> errors = new LinkedHashMap<>();

    /** A network on a task. */
    private record Network(String cell, String task, ProblemSizes sizes) {
        String label() {
            return task + " " + cell + " " + sizes.trials() + "x" + sizes.steps() + "x" + sizes.hiddenSize();
        }
    }

    private TraceControl(Linearization before, Linearization after) {
        this.before = before;
        this.after = after;
        ExactNtk ntk = new ExactNtk(OPTIONS.memoryLimit()).totals();
        ExactAlignment alignment = ntk.alignment(before, after);
        this.traces = new double[] {ntk.trace(before).total(), ntk.trace(after).total()};
        this.exact = numbers(new double[] {
            alignment.cross().total(),
            alignment.before().total(),
            alignment.after().total(),
            traces[1]
        });
    }

    /**
     * Measures, and prints rows of numbers separated by commas.
     *
     * @param arguments seeds (300), the factor on the sizes of all networks (1) and training steps (600), each optional
     */
    public static void main(String[] arguments) {
        int seeds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300;
        double factor = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
        int steps = arguments.length > 2 ? Integer.parseInt(arguments[2]) : TRAINING_STEPS;
        measure(seeds, factor, steps, System.out::println);
    }

    /** Tells a row of names, and one for each network, number of products and method, those of a network as soon as they are known. */
    static void measure(int seeds, double factor, int steps, Consumer<String> rows) {
        rows.accept("network,exact trace in products,products,method,alignment %,distance %,norm %,trace %");
        try (NtkRuntime runtime = NtkRuntime.create(Map.of())) {
            for (Network network : networks(factor)) {
                measure(runtime, network, steps, seeds).forEach(rows);
            }
        }
    }

    private static List<Network> networks(double factor) {
        return List.of(
                network("gru", "memory-pro", factor, 20, 10, 12),
                network("rnn_tanh", "flip-flop", factor, 20, 10, 12),
                network("lstm", "sine", factor, 20, 10, 10),
                network("rnn_tanh", "memory-pro", factor, 15, 20, 16));
    }

    private static Network network(String cell, String task, double factor, int... sizes) {
        int[] scaled = Arrays.stream(sizes)
                .map(size -> (int) Math.max(2, Math.round(size * factor)))
                .toArray();
        return new Network(cell, task, new ProblemSizes(scaled[0], scaled[1], scaled[2], 1));
    }

    private static List<String> measure(NtkRuntime runtime, Network network, int steps, int seeds) {
        AutodiffBackend backend = runtime.backend();
        BeforeAfter pair = trained(runtime, network, steps);
        try (Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after())) {
            TraceControl control = new TraceControl(before, after);
            control.estimate(seeds);
            return control.rows(network.label());
        }
    }

    private static BeforeAfter trained(NtkRuntime runtime, Network network, int steps) {
        Task task = Tasks.standard().task(network.task());
        TrainingSettings how = new TrainingSettings(
                        network.sizes().trials(), network.sizes().steps())
                .withOptimizer(OptimizerKind.ADAM, LEARNING_RATE);
        RunDescription run = new RunDescription(
                task.name(), network.cell(), network.sizes().hiddenSize(), 1, OptionalDouble.empty(), how);
        Training training = Training.start(runtime.backend(), run.model(runtime.cells(), task), task, run.settings());
        Inputs inputs = training.evaluationTrials().inputs();
        Problem before = observed(training, inputs);
        IntStream.range(0, steps).forEach(step -> training.step());
        return new BeforeAfter(before, observed(training, inputs));
    }

    private static Problem observed(Training training, Inputs inputs) {
        Problem problem = training.problem(inputs, Observable.STATES);
        List<String> recurrent = problem.model().layout().names().stream()
                .filter(name -> !name.startsWith("readout"))
                .toList();
        return problem.withPrecision(Precision.FLOAT64).withSelection(ParameterSelection.of(recurrent));
    }

    /** Tr A takes 2 B T² S³ operations for a state of S numbers. */
    private double productsOfTrace() {
        Problem problem = after.problem();
        double steps = problem.inputs().steps();
        double state = problem.model().stateSize();
        return 2 * problem.inputs().trials() * steps * steps * Math.pow(state, 3) / Work.ofProduct(problem);
    }

    private void estimate(int seeds) {
        try (TrialForms ofBefore = TrialForms.of("control", Kernel.of(before), OPTIONS.memoryLimit());
                TrialForms ofAfter = TrialForms.of("control", Kernel.of(after), OPTIONS.memoryLimit())) {
            for (int seed = 0; seed < seeds; seed++) {
                for (int products : PRODUCTS) {
                    estimate(seed, products, List.of(ofBefore, ofAfter));
                }
            }
        }
    }

    private void estimate(int seed, int products, List<TrialForms> forms) {
        ControlledDraws all = draws(seed, products, 0);
        note(products, "deflated", all.plain());
        note(products, "exact traces for nothing", all.controlled(all.exact(traces)));
        int left = products - (int) Math.ceil(productsOfTrace());
        if (left >= PRODUCTS.get(0) / 2) {
            ControlledDraws fewer = draws(seed, left, 0);
            note(products, "exact traces", fewer.controlled(fewer.exact(traces)));
        }
        int samples = Math.max(2, all.probes() / (2 * PRODUCTS_PER_SAMPLE));
        ControlledDraws beside = draws(seed, products, PRODUCTS_PER_SAMPLE * samples);
        note(products, "trial probes", beside.controlled(byTrial(beside, seed, samples, forms)));
        noteTraceOutsideQ(products, seed, forms.get(1));
        noteTrace(products, "hutch++", products, seed);
        noteTrace(products, "trial-hutchinson", products / PRODUCTS_PER_SAMPLE, seed);
    }

    private ControlledDraws.Expectations byTrial(ControlledDraws draws, int seed, int samples, List<TrialForms> forms) {
        Probes probes = Probes.of(before.ntk().domain(), ProbeKind.RADEMACHER, OTHER_SEEDS + seed);
        try (MultiVector block = probes.block(0, samples)) {
            double[][] ofTrials = {forms.get(0).of(block), forms.get(1).of(block)};
            return draws.byTrial(
                    block.toArrays(), ofTrials, after.problem().inputs().trials());
        }
    }

    /** Q of the later kernel alone, and nothing but probes of each trial outside it. */
    private void noteTraceOutsideQ(int products, int seed, TrialForms forms) {
        LinearOperator kernel = after.ntk();
        Probes probes = Probes.of(kernel.domain(), ProbeKind.RADEMACHER, seed);
        ControlledDraws draws = ControlledDraws.of(List.of(kernel, kernel), probes, products, 0);
        int samples = draws.probes() / PRODUCTS_PER_SAMPLE;
        noteTrace(products, "deflated", draws.plain()[exact.length - 1]);
        noteTrace(
                products,
                "deflated and trial probes",
                draws.trace(byTrial(draws, seed, samples, List.of(forms, forms))));
    }

    private ControlledDraws draws(int seed, int products, int fewer) {
        LinearOperator a = before.ntk();
        return ControlledDraws.of(
                List.of(a, after.ntk()), Probes.of(a.domain(), ProbeKind.RADEMACHER, seed), products, fewer);
    }

    private void noteTrace(int products, String method, int samples, int seed) {
        double value = Estimators.standard()
                .trace(method)
                .estimate(
                        Kernel.of(after),
                        TraceOf.OPERATOR,
                        OPTIONS.withSamples(samples).withSeed(seed))
                .value();
        noteTrace(products, method, value);
    }

    private void noteTrace(int products, String method, double value) {
        double[] parts = new double[exact.length];
        Arrays.fill(parts, Double.NaN);
        parts[exact.length - 1] = value;
        note(products, "trace by " + method, parts);
    }

    private void note(int products, String method, double[] parts) {
        double[] found = numbers(parts);
        errors.computeIfAbsent(products + "," + method, key -> new ArrayList<>())
                .add(IntStream.range(0, exact.length)
                        .mapToDouble(i -> found[i] / exact[i] - 1)
                        .toArray());
    }

    /** Alignment, distance, norm and trace, from Tr AB, Tr A², Tr B² and Tr B. */
    private static double[] numbers(double[] parts) {
        return new double[] {
            parts[0] / Math.sqrt(parts[1] * parts[2]),
            Math.sqrt(Math.max(0, parts[1] + parts[2] - 2 * parts[0]) / parts[1]),
            Math.sqrt(parts[2]),
            parts[3]
        };
    }

    /** Root mean squares, in percent. */
    private List<String> rows(String network) {
        List<String> rows = new ArrayList<>();
        errors.forEach((key, ofSeeds) -> {
            StringBuilder row =
                    new StringBuilder(String.format(Locale.ROOT, "%s,%.1f,%s", network, productsOfTrace(), key));
            for (int i = 0; i < exact.length; i++) {
                int number = i;
                double square = ofSeeds.stream()
                        .mapToDouble(of -> of[number] * of[number])
                        .average()
                        .orElseThrow();
                row.append(Double.isNaN(square) ? "," : String.format(Locale.ROOT, ",%.3g", 100 * Math.sqrt(square)));
            }
            rows.add(row.toString());
        });
        return rows;
    }
}
