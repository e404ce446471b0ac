package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Problem;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.runtime.model.ChosenTrials;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.training.TrainingSettings;
import io.ntk.training.flow.ObservedLoss;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import io.ntk.training.loss.TargetsFile;
import io.ntk.training.tracking.LossTracker;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that ask for the losses of a run. */
@Grouped(OptionGroup.OBSERVED)
final class TrackedLossOptions {
    /** The most products with the first kernel from which its losses are predicted. */
    private static final int PRODUCTS = 200;

    @Option(
            names = "--targets",
            paramLabel = "FILE[:ARRAY]",
            description = "What the outputs should be, [trials, steps, outputs], or classes: also follow the loss.")
    private @Nullable String targets;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            completionCandidates = Candidates.Losses.class,
            description = "mse or cross-entropy. Default: that of the run, else mse.")
    private @Nullable String loss;

    @Option(
            names = "--loss-valid",
            paramLabel = "FILE[:ARRAY]",
            description = "The steps that count in the loss alone, [trials, steps] of 0 and 1. Default: all.")
    private @Nullable String counted;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description =
                    "Predict the loss of gradient descent at this learning rate if the kernel stayed. Default: that of a"
                            + " run by sgd, else no prediction.")
    private @Nullable Double rate;

    boolean areWanted() {
        return targets != null;
    }

    /** {@return settings in which models have a readout, and their outputs are observed, if losses are wanted} */
    ModelSettings observing(ModelSettings settings) {
        return areWanted() ? settings.withObservable(Observable.OUTPUTS) : settings;
    }

    void check() {
        if (targets == null && (loss != null || counted != null || rate != null)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    (loss != null ? "--loss" : rate != null ? "--rate" : "--loss-valid")
                            + " was given without targets.",
                    "Give --targets, an array [trials, steps, outputs].");
        }
    }

    /**
     * Refuses a prediction whose end is not known.
     *
     * @param isRun whether the folder says up to which step it is trained
     */
    void requireNoRate(boolean isRun) {
        if (rate != null && !isRun) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "--rate was given with --follow, but the folder does not say up to which step it is trained.",
                    "Leave --rate out, or predict the loss without --follow once the training has ended.");
        }
    }

    /**
     * {@return what follows the losses, if they are wanted}
     *
     * @param order that of the axes of what is read
     * @param first the first checkpoint, with its outputs observed
     * @param trials those of the inputs that it is run on
     * @param firstStep its step
     * @param lastStep that of the last checkpoint
     * @param run how it was trained, if that is known
     */
    Optional<LossTracker> tracker(
            Workplace place,
            TimeFirstOption order,
            Problem first,
            ChosenTrials trials,
            long firstStep,
            long lastStep,
            Optional<TrainingSettings> run,
            EstimatorOptions options) {
        if (targets == null) {
            return Optional.empty();
        }
        Loss which = loss != null
                ? Loss.parse(loss)
                : run.map(TrainingSettings::loss).orElse(Loss.MSE);
        Targets wanted = TargetsFile.of(first, trials)
                .read(
                        order.file(place, targets),
                        which,
                        Optional.ofNullable(counted).map(file -> order.file(place, file)),
                        first.restriction().valid());
        // Before the kernel of any checkpoint is multiplied, and before a table is begun.
        ObservedLoss.requireFits(first, wanted);
        LossTracker plain = LossTracker.of(
                place.backend(), which, wanted, options.withoutTolerance().withSamples(PRODUCTS));
        if (rate != null) {
            return Optional.of(plain.predicting(rate, first, firstStep, lastStep));
        }
        return Optional.of(run.filter(settings -> settings.optimizer().isPlainDescent())
                .flatMap(settings -> predicting(plain, settings, first, firstStep, lastStep))
                .orElse(plain));
    }

    /**
     * Empty where the kernel does not predict that the run converges: nobody asked for that prediction. The steps of rules other
     * than plain descent have no one rate.
     */
    private static Optional<LossTracker> predicting(
            LossTracker plain, TrainingSettings run, Problem first, long firstStep, long lastStep) {
        try {
            return Optional.of(plain.predicting(run.learningRate(), first, firstStep, lastStep));
        } catch (NtkException e) {
            if (e.id() == ErrorId.NUMERICAL_FAILURE) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
