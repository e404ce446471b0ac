package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.estimators.flow.GroupBlocks;
import io.ntk.estimators.flow.GroupGradients;
import io.ntk.estimators.flow.TrialGroups;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.Float64Linearization;
import io.ntk.runtime.model.ChosenTrials;
import io.ntk.training.flow.FrozenKernel;
import io.ntk.training.flow.ObservedLoss;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import io.ntk.training.loss.TargetsFile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk flow}: what learning does next, and where. */
@Grouped(OptionGroup.ESTIMATOR)
@Command(
        name = "flow",
        description = {
            "Show what gradient descent on targets does next, and where.",
            "With the error Err, the derivative of the loss by what is observed, learning moves it by the flow -Θ Err:"
                    + " how much of the error the kernel reaches, and which tensors, steps, units and trials take part.",
            "Only ‖Θ‖ and the blocks of groups are sampled; --estimator exact gives them without error.",
            "The loss is the mean over the steps that --valid counts. The kernel is of all steps, or with --only-valid of those."
        },
        footer = {
            "%nExamples:",
            "  ntk flow --model after.npz --cell gru --inputs inputs.npy \\",
            "      --targets targets.npy --report flow.html",
            "  ntk flow --model after.npz --cell gru --inputs inputs.npy \\",
            "      --targets classes.npy --loss cross-entropy --valid response.npy",
            "  ntk flow --model after.npz --cell gru --inputs inputs.npy \\",
            "      --targets targets.npy --groups tasks.npy --rate 0.1 --steps-ahead 200"
        })
final class FlowCommand extends ModelVerb {
    private static final int DEFAULT_COUNT = 10;
    private static final int DEFAULT_STEPS = 100;

    @Mixin
    private final CheckpointOption checkpoint = new CheckpointOption();

    @Option(
            names = "--targets",
            required = true,
            paramLabel = "FILE[:ARRAY]",
            description =
                    "What the outputs should be, [trials, steps, outputs]; for cross-entropy probabilities, or classes"
                            + " [trials, steps] counted from 0.")
    private String targets = "";

    @Grouped(OptionGroup.OBSERVED)
    @Option(
            names = "--loss",
            paramLabel = "NAME",
            completionCandidates = Candidates.Losses.class,
            defaultValue = "mse",
            description = "mse or cross-entropy. Default: mse.")
    private String loss = "";

    @Grouped(OptionGroup.OBSERVED)
    @Option(
            names = "--only-valid",
            description =
                    "Leave the steps that --valid does not count out of the kernel too, and not of the loss alone.")
    private boolean onlyValid;

    @Grouped(OptionGroup.OBSERVED)
    @Option(
            names = "--groups",
            paramLabel = "FILE[:ARRAY]",
            description = "Compare groups of trials: a whole number for each trial of --inputs, [trials].")
    private @Nullable String groups;

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            completionCandidates = Candidates.Traces.class,
            description = "The method for ‖Θ‖; 'ntk estimators' lists them, the default first.")
    private @Nullable String estimator;

    @Option(
            names = "--count",
            paramLabel = "K",
            defaultValue = "" + DEFAULT_COUNT,
            description = "The leading eigenvectors that the error is compared with. Default: " + DEFAULT_COUNT + ".")
    private int count;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Also predict the loss of gradient descent at this learning rate if the kernel stayed as it is.")
    private @Nullable Double rate;

    @Option(
            names = "--steps-ahead",
            paramLabel = "N",
            description = "The steps to predict, with --rate. Default: " + DEFAULT_STEPS + ".")
    private @Nullable Integer stepsAhead;

    @Override
    void check() {
        if (stepsAhead != null && rate == null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "--steps-ahead was given without a learning rate.",
                    "Give --rate, such as 0.1.");
        }
        if (onlyValid && model().valid().isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "--only-valid was given without a mask of valid steps.",
                    "Give --valid FILE, [trials, steps] of 0 and 1.");
        }
        super.check();
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Loss which = Loss.parse(loss);
        Estimators estimators = place.runtime().estimators();
        TraceEstimator chosen = estimator == null ? estimators.defaultTrace() : estimators.trace(estimator);
        Problem outputs = model().withReadout(place, checkpoint.file(place), onlyValid);
        Problem problem = ObservedLoss.observing(outputs, model().observable());
        ChosenTrials trials = model().trials(place, outputs);
        Targets wanted = targets(outputs, trials, which, place);
        Optional<TrialGroups> labels = groups(trials, place);
        EstimatorOptions options = options(chosen.description(), problem.observedShape(), place, progress);
        Stopwatch watch = Stopwatch.started();
        AutodiffBackend backend = place.backend();
        FlowFacts facts;
        try (Linearization linearization = backend.linearize(problem);
                Float64Linearization repeated = new Float64Linearization(backend, linearization)) {
            ObservedLoss found = ObservedLoss.of(backend, linearization, which, wanted);
            GradientFlow flow = GradientFlow.of(linearization, found.error());
            Kernel kernel = repeated.kernel();
            Estimate squares = chosen.estimate(kernel, TraceOf.SQUARE, options);
            EstimatorOptions plain = options.withoutTolerance();
            facts = new FlowFacts(
                    which,
                    found,
                    wanted,
                    flow,
                    GradientFlow.norm(squares),
                    flow.errorAlignment(squares),
                    ErrorSpectrum.of(kernel.operator(), found.error(), count, atLeast(count + 1, plain)),
                    labels.map(of -> compared(of, linearization, found, chosen, backend, plain)),
                    frozen(outputs, linearization, which, wanted, backend, plain));
        }
        Computation computation = new Computation(backend, problem, options.seed(), watch.seconds(), place.read());
        return show(new FlowReport(facts, computation), progress);
    }

    private static EstimatorOptions atLeast(int samples, EstimatorOptions options) {
        return options.withSamples(Math.max(samples, options.samples()));
    }

    private Targets targets(Problem outputs, ChosenTrials trials, Loss which, Workplace place) {
        return TargetsFile.of(outputs, trials)
                .read(
                        model().file(place, targets),
                        which,
                        onlyValid ? Optional.empty() : model().valid().map(mask -> model().file(place, mask)),
                        outputs.restriction().valid());
    }

    private Optional<TrialGroups> groups(ChosenTrials trials, Workplace place) {
        if (groups == null) {
            return Optional.empty();
        }
        ArrayReference file = place.file(groups);
        NumericArray labels = file.read();
        if (!labels.isVector(trials.all())) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    labels.description() + " has shape " + labels.shape() + ", but there are " + trials.all()
                            + " trials" + (trials.isPart() ? " in --inputs" : "") + ".",
                    "Give a label for each trial, [trials] = [" + trials.all() + "].");
        }
        double[] ofAll = labels.values();
        double[] kept =
                trials.kept().stream().mapToDouble(trial -> ofAll[trial]).toArray();
        return Optional.of(TrialGroups.of(kept, kept.length));
    }

    private static FlowFacts.Groups compared(
            TrialGroups groups,
            Linearization linearization,
            ObservedLoss loss,
            TraceEstimator chosen,
            AutodiffBackend backend,
            EstimatorOptions options) {
        int most = linearization.problem().selectedLayout().size();
        List<List<Estimate>> blocks = chosen.description().errorKind() == ErrorKind.EXACT
                ? GroupBlocks.exact(linearization, groups, options)
                : GroupBlocks.sampled(
                        backend,
                        linearization.problem(),
                        groups,
                        options.withSamples(Math.min(most, options.samples())));
        return new FlowFacts.Groups(
                groups.names(), GroupGradients.cosines(linearization, loss.error(), groups, options), blocks);
    }

    private Optional<FlowFacts.Prediction> frozen(
            Problem outputs,
            Linearization linearization,
            Loss which,
            Targets wanted,
            AutodiffBackend backend,
            EstimatorOptions options) {
        if (rate == null) {
            return Optional.empty();
        }
        double step = rate;
        int ahead = stepsAhead == null ? DEFAULT_STEPS : stepsAhead;
        if (linearization.problem().observable() == Observable.OUTPUTS) {
            return Optional.of(new FlowFacts.Prediction(
                    step, FrozenKernel.of(linearization, which, wanted, step, ahead, options)));
        }
        try (Linearization ofOutputs = backend.linearize(outputs)) {
            return Optional.of(
                    new FlowFacts.Prediction(step, FrozenKernel.of(ofOutputs, which, wanted, step, ahead, options)));
        }
    }
}
