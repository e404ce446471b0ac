package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.PresentRows;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import java.util.Arrays;
import java.util.BitSet;
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
 * @param restriction which part of what is observed is looked at. A final value is that of the last step of a trial that is; a trial
 *     has no steps after it
 */
public record Problem(
        RecurrentModel model,
        Parameters parameters,
        Inputs inputs,
        InitialState initialState,
        Observable observable,
        ParameterSelection selection,
        Precision precision,
        Optional<KeptEntries> kept,
        Restriction restriction) {

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
        restriction.requireFits(inputs.trials(), inputs.steps(), model.observedSize(observable));
        requireInputs(inputs, restriction);
        ParameterLayout selected = selection.select(model.layout());
        kept.ifPresent(entries -> requireFits(entries, model, selected));
    }

    private static void requireInputs(Inputs inputs, Restriction restriction) {
        int[] used = restriction.usedSteps(inputs.trials(), inputs.steps());
        for (int trial = 0; trial < used.length; trial++) {
            if (used[trial] > inputs.usedSteps(trial)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Trial " + trial + " has inputs for " + inputs.usedSteps(trial) + " steps, but " + used[trial]
                                + " are looked at.",
                        "Make the inputs with the steps that the restriction uses.");
            }
        }
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
     * All elements of the selected tensors, and all that is observed.
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
        this(
                model,
                parameters,
                inputs,
                initialState,
                observable,
                selection,
                precision,
                Optional.empty(),
                Restriction.NONE);
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
        return new Problem(model, values, inputs, initialState, observable, selection, precision, kept, restriction);
    }

    /**
     * {@return the same problem from another initial state}
     *
     * @param state s₀
     */
    public Problem withInitialState(InitialState state) {
        return new Problem(model, parameters, inputs, state, observable, selection, precision, kept, restriction);
    }

    /**
     * {@return the same problem with something else observed}
     *
     * @param what the observable
     */
    public Problem withObservable(Observable what) {
        return new Problem(model, parameters, inputs, initialState, what, selection, precision, kept, restriction);
    }

    /**
     * {@return the same problem with other parameters differentiated}
     *
     * @param which the selection
     */
    public Problem withSelection(ParameterSelection which) {
        return new Problem(model, parameters, inputs, initialState, observable, which, precision, kept, restriction);
    }

    /**
     * {@return the same problem in another precision}
     *
     * @param format the precision
     */
    public Problem withPrecision(Precision format) {
        return new Problem(model, parameters, inputs, initialState, observable, selection, format, kept, restriction);
    }

    /**
     * {@return the same problem with only some elements of θ differentiated}
     *
     * @param entries the elements, under the model's layout
     */
    public Problem withKept(KeptEntries entries) {
        return new Problem(
                model,
                parameters,
                inputs,
                initialState,
                observable,
                selection,
                precision,
                Optional.of(entries),
                restriction);
    }

    /**
     * {@return the same problem with a part of what is observed looked at}
     *
     * @param part the part
     */
    public Problem withRestriction(Restriction part) {
        return new Problem(model, parameters, inputs, initialState, observable, selection, precision, kept, part);
    }

    /**
     * {@return the same problem of some of the trials}
     *
     * @param some the trials
     */
    public Problem ofTrials(Indices some) {
        return new Problem(
                model,
                parameters,
                inputs.ofTrials(some),
                initialState.ofTrials(some),
                observable,
                selection,
                precision,
                kept,
                restriction.ofTrials(some));
    }

    /** {@return for each trial the number of its steps, those up to the last one that is looked at; 0 where none is} */
    public int[] usedSteps() {
        return restriction.usedSteps(inputs.trials(), inputs.steps());
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

    /** {@return the same layout under the names that results use, as {@link Parameters#label} gives them} */
    public ParameterLayout labelledLayout() {
        return selectedLayout().renamed(parameters::label);
    }

    /**
     * The axes of what is observed, {@code [trial, time, unit]}, or {@code [trial, unit]} for a final value: of the steps and units
     * that are looked at. Rows of steps that are not valid are not present in it.
     *
     * @return the axes
     */
    public IndexShape observedShape() {
        Axis trial = new Axis(Axis.TRIAL, inputs.trials());
        int units = restriction.units().map(Indices::size).orElseGet(() -> model.observedSize(observable));
        Axis unit = new Axis(Axis.UNIT, units);
        IndexShape shape = observable.isFinal()
                ? IndexShape.of(trial, unit)
                : IndexShape.of(
                        trial,
                        new Axis(
                                Axis.TIME,
                                restriction.steps().map(Indices::size).orElse(inputs.steps())),
                        unit);
        if (restriction.valid().isEmpty()) {
            return shape;
        }
        BitSet rows = observedRows();
        return rows.cardinality() * (long) unit.size() == shape.size()
                ? shape
                : shape.withPresent(PresentRows.of(rows, unit.size()));
    }

    private BitSet observedRows() {
        BitSet rows = new BitSet();
        if (observable.isFinal()) {
            int[] used = usedSteps();
            for (int trial = 0; trial < used.length; trial++) {
                rows.set(trial, used[trial] > 0);
            }
            return rows;
        }
        Indices steps = restriction.stepsOf(inputs.steps());
        for (int trial = 0; trial < inputs.trials(); trial++) {
            for (int i = 0; i < steps.size(); i++) {
                rows.set(trial * steps.size() + i, restriction.includes(trial, steps.get(i)));
            }
        }
        return rows;
    }

    /** {@return the axis of the differentiated parameters} */
    public IndexShape parameterShape() {
        return IndexShape.of(Axis.PARAMETER, selectedLayout().size());
    }

    /**
     * The axes of a perturbation of the dynamics, {@code [trial, time, unit]}: at every step, one number for each
     * element of the whole state, then, where outputs are observed, one for each output. Steps after the last one that is looked at are
     * left out, or not present in a trial that {@linkplain #usedSteps ends} before.
     *
     * @return the axes
     */
    public IndexShape perturbationShape() {
        int outputs = observable.isOutput() ? model.observedSize(observable) : 0;
        int steps = restriction.steps().map(some -> some.last() + 1).orElse(inputs.steps());
        int size = Math.addExact(model.stateSize(), outputs);
        IndexShape shape = IndexShape.of(
                new Axis(Axis.TRIAL, inputs.trials()), new Axis(Axis.TIME, steps), new Axis(Axis.UNIT, size));
        int[] used = usedSteps();
        if (Arrays.stream(used).allMatch(end -> end == steps)) {
            return shape;
        }
        BitSet rows = new BitSet();
        for (int trial = 0; trial < used.length; trial++) {
            rows.set(trial * steps, trial * steps + used[trial]);
        }
        return shape.withPresent(PresentRows.of(rows, size));
    }
}
