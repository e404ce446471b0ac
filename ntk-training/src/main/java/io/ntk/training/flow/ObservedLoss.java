package io.ntk.training.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.LossValue;
import io.ntk.training.loss.Targets;
import java.util.List;

/** The loss of a model, and the error: its derivative with respect to what is observed. */
public final class ObservedLoss {
    private final double value;
    private final double[] error;

    private ObservedLoss(double value, double[] error) {
        this.value = value;
        this.error = error;
    }

    /**
     * Computes the loss and the error. Of outputs it is the derivative of the loss itself. Of states z {@code [B, T, H]} it is the
     * derivative of the loss through the readout of the same step, whatever the readout does to z, so that JᵀErr is the gradient with
     * respect to the parameters without those of the readout.
     *
     * @param backend differentiates the readout
     * @param linearization of a model with a readout, whose states or outputs at all steps are observed
     * @param loss the loss
     * @param targets {@code [B, T, O]}
     * @return both
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if only the last step is observed, the readout takes a state part that is
     *     not observed, or as {@link Loss#of}; and as {@link #requireFits}
     */
    public static ObservedLoss of(AutodiffBackend backend, Linearization linearization, Loss loss, Targets targets) {
        Problem problem = linearization.problem();
        if (problem.observable().isFinal()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The " + problem.observable().label() + " is observed, but a loss is of the outputs at all steps.",
                    "Observe states or outputs, and let only the last step count by a mask.");
        }
        requireFits(problem, targets);
        if (problem.observable() == Observable.OUTPUTS) {
            LossValue found = loss.of(targets, linearization.observations());
            return new ObservedLoss(found.value(), found.gradient());
        }
        return ofStates(backend, linearization, loss, targets);
    }

    /**
     * A model with a readout, observed otherwise. States do not depend on the readout, so that its tensors are not differentiated
     * then.
     *
     * @param outputs the model, with its outputs observed
     * @param observable what shall be observed
     * @return the same model
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if only tensors of the readout are differentiated, and states are observed
     */
    public static Problem observing(Problem outputs, Observable observable) {
        Problem observed = outputs.withObservable(observable);
        if (observable.isOutput()) {
            return observed;
        }
        List<String> names = outputs.selectedLayout().names().stream()
                .filter(name -> !name.equals(Readout.WEIGHT) && !name.equals(Readout.BIAS))
                .toList();
        if (names.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Only the readout is differentiated, on which the " + observable.label() + " do not depend.",
                    "Observe outputs, or differentiate other tensors.");
        }
        return observed.withSelection(ParameterSelection.of(names));
    }

    /**
     * Refuses targets of another shape than the outputs of a model, and a model of which some steps or units alone are observed: an
     * observation would be paired with the target of another.
     *
     * @param problem a model with a readout
     * @param targets the targets
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming both shapes, {@link ErrorId#INVALID_ARGUMENT} if the model has no
     *     readout, or some steps or units alone are observed
     */
    public static void requireFits(Problem problem, Targets targets) {
        if (problem.restriction().steps().isPresent()
                || problem.restriction().units().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Some steps or units are observed, but a loss is of all.",
                    "Observe all steps and units, and let some steps count by a mask.");
        }
        int trials = problem.inputs().trials();
        int steps = problem.inputs().steps();
        int width = problem.model().observedSize(Observable.OUTPUTS);
        if (targets.trials() != trials || targets.steps() != steps || targets.width() != width) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The targets have shape [" + targets.trials() + ", " + targets.steps() + ", " + targets.width()
                            + "], but the outputs [trials, steps, outputs] = [" + trials + ", " + steps + ", " + width
                            + "].",
                    "Give a target for every output at every step of every trial.");
        }
    }

    private static ObservedLoss ofStates(
            AutodiffBackend backend, Linearization linearization, Loss loss, Targets targets) {
        Problem problem = linearization.problem();
        try (Linearization readout = backend.linearize(reading(problem, linearization.observations()))) {
            LossValue found = loss.of(targets, readout.observations());
            try (MultiVector cotangent = readout.observationSpace().uninitialized(1)) {
                cotangent.setColumn(0, found.gradient());
                try (MultiVector felt = readout.propagation().adjoint().times(cotangent)) {
                    return new ObservedLoss(
                            found.value(),
                            states(
                                    felt.toArray(0),
                                    problem.model().hiddenSize(),
                                    Math.toIntExact(problem.observedShape().size())));
                }
            }
        }
    }

    /** The readout as a model of its own, whose inputs are the states. */
    private static Problem reading(Problem problem, double[] states) {
        RecurrentModel model = problem.model();
        RecurrentModel reading = new RecurrentModel(
                model.name(),
                new ReadingCell(model.cell(), model.inputSize()),
                model.hiddenSize(),
                model.hiddenSize(),
                model.readout());
        Inputs inputs = Inputs.of(problem.inputs().trials(), problem.inputs().steps(), model.hiddenSize(), states);
        return new Problem(reading, problem.parameters(), inputs)
                .withObservable(Observable.OUTPUTS)
                .withPrecision(problem.precision());
    }

    /** Of perturbations {@code [B, T, H + O]} those of the states. */
    private static double[] states(double[] perturbations, int hidden, int elements) {
        double[] states = new double[elements];
        int rows = elements / hidden;
        int width = perturbations.length / rows;
        for (int row = 0; row < rows; row++) {
            System.arraycopy(perturbations, row * width, states, row * hidden, hidden);
        }
        return states;
    }

    /** {@return the loss} */
    public double value() {
        return value;
    }

    /** {@return its derivative with respect to what is observed, row-major: not a copy} */
    public double[] error() {
        return error;
    }
}
