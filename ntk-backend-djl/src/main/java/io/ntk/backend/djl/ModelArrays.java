package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a problem as arrays on the device, and the model's run on them. Steps come first: a tensor over all steps
 * and trials is {@code [T, B, width]}, and {@code [T · B, width]} where all steps are rows of one matrix.
 */
final class ModelArrays implements AutoCloseable {
    private final DjlEngine engine;
    private final Problem problem;
    private final RecurrentModel model;
    private final int trials;
    private final int steps;
    private final Map<String, NDArray> parameters = new LinkedHashMap<>();
    private final NDArray inputs;
    private final NDArray time;
    private final List<NDArray> initialState = new ArrayList<>();

    /** Called within a frame. */
    ModelArrays(DjlEngine engine, Problem problem) {
        this.engine = engine;
        this.problem = problem;
        this.model = problem.model();
        this.trials = problem.inputs().trials();
        this.steps = problem.inputs().steps();
        Precision precision = problem.precision();
        for (ParameterTensor tensor : model.layout().tensors()) {
            long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
            double[] values = problem.parameters().tensor(tensor.name());
            parameters.put(tensor.name(), Frame.keep(engine.upload(precision, values, shape)));
        }
        Inputs x = problem.inputs();
        NDArray trialsFirst = engine.upload(precision, x.toArray(), trials, steps, x.size());
        this.inputs = Frame.keep(engine.duplicateContiguous(trialsFirst.transpose(1, 0, 2)));
        double[] indices = new double[steps * trials];
        Arrays.setAll(indices, row -> Math.floorDiv(row, trials));
        this.time = Frame.keep(engine.upload(precision, indices, steps, trials, 1));
        for (int part = 0; part < model.cell().stateParts(); part++) {
            initialState.add(Frame.keep(engine.upload(precision, initialPart(part), trials, model.hiddenSize())));
        }
    }

    private double[] initialPart(int part) {
        int width = model.hiddenSize();
        double[] values = new double[trials * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = problem.initialState().get(i / width, part * width + i % width);
        }
        return values;
    }

    DjlEngine engine() {
        return engine;
    }

    Problem problem() {
        return problem;
    }

    int trials() {
        return trials;
    }

    int steps() {
        return steps;
    }

    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** {@return the initial state, a matrix [B, H] for each part} */
    List<NDArray> initialState() {
        return initialState;
    }

    /** {@return x with all steps as rows} */
    NDArray inputRows() {
        return inputs.reshape((long) steps * trials, -1);
    }

    /** {@return the index of the step of each row} */
    NDArray timeRows() {
        return time.reshape((long) steps * trials, 1);
    }

    /** {@return the width of the outputs if they are observed, otherwise 0} */
    int outputWidth() {
        return problem.observable().isOutput() ? model.observedSize(problem.observable()) : 0;
    }

    /** What a run went through. */
    static final class Run {
        private final List<List<NDArray>> states = new ArrayList<>();
        private final List<NDArray> observed = new ArrayList<>();

        /** {@return the state after each step, a matrix [B, H] for each part} */
        List<List<NDArray>> states() {
            return states;
        }

        /** {@return the observed state or the outputs after each step, [B, width]} */
        List<NDArray> observed() {
            return observed;
        }
    }

    /**
     * Runs the model. The arrays of the run live until the enclosing frame closes.
     *
     * @param theta the parameters
     * @param q a perturbation {@code [T, B, state and outputs]} that is added to the state, and to the outputs, of every
     *     step
     */
    Run run(Map<String, NDArray> theta, @Nullable NDArray q) {
        Run run = new Run();
        // One split, whose backward pass is one concatenation; that of T slices would fill T tensors with zeros.
        NDList perturbations = q == null ? new NDList() : q.split(steps);
        List<NDArray> state = initialState;
        for (int t = 0; t < steps; t++) {
            try (Frame frame = Frame.inner()) {
                NDArray added = q == null
                        ? null
                        : perturbations.get(t).reshape(trials, q.getShape().get(2));
                List<NDArray> next = step(theta, time.get(t), inputs.get(t), state);
                if (added != null) {
                    for (int part = 0; part < next.size(); part++) {
                        int from = part * model.hiddenSize();
                        next.set(part, next.get(part).add(columns(added, from, from + model.hiddenSize())));
                    }
                }
                NDArray observed = next.get(model.cell().observedPart());
                if (outputWidth() > 0) {
                    observed = output(theta, time.get(t), observed);
                    if (added != null) {
                        observed = observed.add(columns(added, model.stateSize(), model.stateSize() + outputWidth()));
                    }
                }
                next.forEach(frame::passOn);
                run.states.add(next);
                run.observed.add(frame.passOn(observed));
                state = next;
            }
        }
        return run;
    }

    /** {@return the state one step on, in a list that may be changed; rows are trials, or trials at several steps} */
    List<NDArray> step(Map<String, NDArray> theta, NDArray times, NDArray input, List<NDArray> state) {
        DjlCellMath math = new DjlCellMath(engine, times);
        DjlCellParameters values = new DjlCellParameters(theta, times.getShape().get(0));
        List<NDArray> next = new ArrayList<>();
        // A view: a cell may return what it was given, and every array has one owner only.
        model.step(math, values, input, state).forEach(part -> next.add(part.reshape(part.getShape())));
        return next;
    }

    /** {@return the readout's outputs} */
    NDArray output(Map<String, NDArray> theta, NDArray times, NDArray observed) {
        DjlCellMath math = new DjlCellMath(engine, times);
        return model.output(math, new DjlCellParameters(theta, times.getShape().get(0)), observed);
    }

    /** {@return what of a list over steps is observed, [steps, B, width]} */
    NDArray observedSteps(List<NDArray> everyStep) {
        List<NDArray> kept = problem.observable().isFinal() ? everyStep.subList(steps - 1, steps) : everyStep;
        return NDArrays.stack(new NDList(kept));
    }

    static NDArray columns(NDArray matrix, int from, int to) {
        return JniUtils.slice((PtNDArray) matrix, 1, from, to, 1);
    }

    @Override
    public void close() {
        parameters.values().forEach(NDArray::close);
        inputs.close();
        time.close();
        initialState.forEach(NDArray::close);
    }
}
