package io.ntk.training.tracking;

import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.training.flow.FrozenKernel;
import io.ntk.training.flow.ObservedLoss;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Follows a network's loss, and beside it that of gradient descent from the first checkpoint if the kernel had stayed as it was there:
 * where the two part, learning changed the kernel.
 */
public final class LossTracker {
    /** The column of the real losses. */
    public static final String LOSS = "loss";

    /** The column of the losses that the frozen kernel predicts. */
    public static final String FROZEN = "frozen_loss";

    private final AutodiffBackend backend;
    private final Loss loss;
    private final Targets targets;
    private final EstimatorOptions options;
    private final Optional<Prediction> prediction;

    private record Prediction(long firstStep, FrozenKernel frozen) {}

    private LossTracker(
            AutodiffBackend backend,
            Loss loss,
            Targets targets,
            EstimatorOptions options,
            Optional<Prediction> prediction) {
        this.backend = backend;
        this.loss = loss;
        this.targets = targets;
        this.options = options;
        this.prediction = prediction;
    }

    /**
     * {@return what follows the real loss alone}
     *
     * @param backend linearizes
     * @param loss the loss
     * @param targets of the inputs on which the network is followed
     * @param options what estimates name as theirs
     */
    public static LossTracker of(AutodiffBackend backend, Loss loss, Targets targets, EstimatorOptions options) {
        return new LossTracker(backend, loss, targets, options, Optional.empty());
    }

    /**
     * {@return the same, with predictions of the kernel of the first checkpoint}
     *
     * @param rate the learning rate
     * @param outputs the network at the first checkpoint, with its outputs observed
     * @param firstStep the step of the first checkpoint
     * @param lastStep the step of the last one
     * @throws NtkException as {@link FrozenKernel#of}
     */
    public LossTracker predicting(double rate, Problem outputs, long firstStep, long lastStep) {
        int ahead = (int) Math.max(1, Math.min(Integer.MAX_VALUE, lastStep - firstStep));
        try (Linearization linearization = backend.linearize(outputs)) {
            FrozenKernel frozen = FrozenKernel.of(linearization, loss, targets, rate, ahead, options);
            return new LossTracker(backend, loss, targets, options, Optional.of(new Prediction(firstStep, frozen)));
        }
    }

    /** {@return the columns of what is found} */
    public List<String> columns() {
        return prediction.isPresent() ? List.of(LOSS, FROZEN) : List.of(LOSS);
    }

    /**
     * Finds the losses of the next checkpoint.
     *
     * @param step the number of training steps that led to it
     * @param outputs the network there, with its outputs observed
     * @return the real loss, and the predicted one, by column
     * @throws NtkException as {@link ObservedLoss#of}
     */
    public Map<String, Estimate> add(long step, Problem outputs) {
        Map<String, Estimate> found = new LinkedHashMap<>();
        try (Linearization linearization = backend.linearize(outputs)) {
            double value =
                    ObservedLoss.of(backend, linearization, loss, targets).value();
            found.put(LOSS, Outcome.exact(value).by(LOSS, List.of(Cost.NONE), options));
        }
        prediction.ifPresent(from -> found.put(FROZEN, predicted(from, step)));
        return found;
    }

    private Estimate predicted(Prediction from, long step) {
        int ahead = Math.toIntExact(step - from.firstStep());
        double value = from.frozen().losses()[ahead];
        double bound = from.frozen().bounds()[ahead];
        Outcome exact = Outcome.exact(value);
        Cost cost = new Cost(ahead == 0 ? from.frozen().products() : 0, 0, 0);
        return new Outcome(
                        value,
                        exact.standardError(),
                        Optional.of(new Interval(value - bound, value + bound)),
                        exact.kind(),
                        exact.stop(),
                        exact.notes())
                .by("frozen-kernel", List.of(cost), options);
    }
}
