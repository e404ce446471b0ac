package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What to linearize: a model at parameter values, on inputs; what is observed, and which parameters are differentiated.
 *
 * @param model the model
 * @param parameters θ, under the model's layout
 * @param inputs x {@code [B, T, I]}
 * @param initialState s₀
 * @param observable what is observed
 * @param selection which parameter tensors are differentiated
 * @param precision the precision of storage and products
 * @param kept the elements of θ that are differentiated, if not all: the kernel is that of these. The parameter space keeps its
 *     size; the derivative with respect to the others is zero
 */
public record Problem(
        RecurrentModel model,
        Parameters parameters,
        Inputs inputs,
        InitialState initialState,
        Observable observable,
        ParameterSelection selection,
        Precision precision,
        Optional<KeptEntries> kept) {

    /** Checks that everything fits together. */
    public Problem {
        if (!parameters.layout().equals(model.layout())) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The parameters are laid out as " + parameters.layout() + ", but cell '" + model.name() + "' needs "
                            + model.layout() + ".",
                    "Make them with the model's layout().");
        }
        if (inputs.size() != model.inputSize()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The inputs have shape [" + inputs.trials() + ", " + inputs.steps() + ", " + inputs.size()
                            + "], but the model's input size is " + model.inputSize() + ".",
                    "The last axis of the inputs must be the input size.");
        }
        initialState.requireFits(inputs.trials(), model.stateSize());
        model.observedSize(observable);
        ParameterLayout selected = selection.select(model.layout());
        kept.ifPresent(entries -> requireFits(entries, model, selected));
    }

    private static void requireFits(KeptEntries kept, RecurrentModel model, ParameterLayout selected) {
        if (!kept.layout().equals(model.layout())) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The kept entries are laid out as " + kept.layout() + ", but cell '" + model.name() + "' needs "
                            + model.layout() + ".",
                    "Make them with the model's layout().");
        }
        if (count(kept, selected) == 0) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "No entry of the selected parameter tensors (" + String.join(", ", selected.names())
                            + ") is kept, so nothing is differentiated.",
                    "Keep at least one entry of them, or select other tensors.");
        }
    }

    /**
     * All elements of the selected tensors.
     *
     * @param model the model
     * @param parameters θ, under the model's layout
     * @param inputs x {@code [B, T, I]}
     * @param initialState s₀
     * @param observable what is observed
     * @param selection which parameter tensors are differentiated
     * @param precision the precision of storage and products
     */
    public Problem(
            RecurrentModel model,
            Parameters parameters,
            Inputs inputs,
            InitialState initialState,
            Observable observable,
            ParameterSelection selection,
            Precision precision) {
        this(model, parameters, inputs, initialState, observable, selection, precision, Optional.empty());
    }

    /**
     * All states, all parameters, zero initial state, float32.
     *
     * @param model the model
     * @param parameters its parameters
     * @param inputs its inputs
     */
    public Problem(RecurrentModel model, Parameters parameters, Inputs inputs) {
        this(
                model,
                parameters,
                inputs,
                InitialState.zeros(),
                Observable.STATES,
                ParameterSelection.all(),
                Precision.FLOAT32);
    }

    /**
     * {@return the same problem at other parameter values}
     *
     * @param values under the same layout
     */
    public Problem withParameters(Parameters values) {
        return new Problem(model, values, inputs, initialState, observable, selection, precision, kept);
    }

    /**
     * {@return the same problem from another initial state}
     *
     * @param state s₀
     */
    public Problem withInitialState(InitialState state) {
        return new Problem(model, parameters, inputs, state, observable, selection, precision, kept);
    }

    /**
     * {@return the same problem with something else observed}
     *
     * @param what the observable
     */
    public Problem withObservable(Observable what) {
        return new Problem(model, parameters, inputs, initialState, what, selection, precision, kept);
    }

    /**
     * {@return the same problem with other parameters differentiated}
     *
     * @param which the selection
     */
    public Problem withSelection(ParameterSelection which) {
        return new Problem(model, parameters, inputs, initialState, observable, which, precision, kept);
    }

    /**
     * {@return the same problem in another precision}
     *
     * @param format the precision
     */
    public Problem withPrecision(Precision format) {
        return new Problem(model, parameters, inputs, initialState, observable, selection, format, kept);
    }

    /**
     * {@return the same problem with only some elements of θ differentiated}
     *
     * @param entries the elements, under the model's layout
     */
    public Problem withKept(KeptEntries entries) {
        return new Problem(
                model, parameters, inputs, initialState, observable, selection, precision, Optional.of(entries));
    }

    private static int count(KeptEntries kept, ParameterLayout selected) {
        return (int) kept.layout().tensors().stream()
                .filter(tensor -> selected.contains(tensor.name()))
                .flatMapToInt(tensor -> IntStream.range(tensor.offset(), tensor.offset() + tensor.size()))
                .filter(kept::isKept)
                .count();
    }

    /** {@return how many elements of the selected tensors are differentiated, if not simply all are} */
    public Optional<Integer> keptSelected() {
        return kept.map(entries -> count(entries, selectedLayout()));
    }

    /** {@return the layout of the differentiated parameters, packed: the elements of the parameter space} */
    public ParameterLayout selectedLayout() {
        return selection.select(model.layout());
    }

    /** {@return the axes of what is observed: {@code [trial, time, unit]}, or {@code [trial, unit]} for a final value} */
    public IndexShape observedShape() {
        Axis trial = new Axis(Axis.TRIAL, inputs.trials());
        Axis unit = new Axis(Axis.UNIT, model.observedSize(observable));
        return observable.isFinal()
                ? IndexShape.of(trial, unit)
                : IndexShape.of(trial, new Axis(Axis.TIME, inputs.steps()), unit);
    }

    /** {@return the axis of the differentiated parameters} */
    public IndexShape parameterShape() {
        return IndexShape.of(Axis.PARAMETER, selectedLayout().size());
    }

    /**
     * The axes of a perturbation of the dynamics, {@code [trial, time, unit]}: at every step, one number for each
     * element of the whole state, then, where outputs are observed, one for each output.
     *
     * @return the axes
     */
    public IndexShape perturbationShape() {
        int outputs = observable.isOutput() ? model.observedSize(observable) : 0;
        return IndexShape.of(
                new Axis(Axis.TRIAL, inputs.trials()),
                new Axis(Axis.TIME, inputs.steps()),
                new Axis(Axis.UNIT, Math.addExact(model.stateSize(), outputs)));
    }
}
