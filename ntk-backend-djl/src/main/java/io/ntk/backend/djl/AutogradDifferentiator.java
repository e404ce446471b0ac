package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.Factor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * J, P and F by PyTorch's autodiff, one vector at a time. J differentiates the run with respect to the parameters, P with
 * respect to a perturbation added at every step, F one step from each of the states that the run went through, held fixed.
 */
final class AutogradDifferentiator implements Differentiator {
    private final ModelArrays model;
    private final Trajectory trajectory;
    private final ParameterLayout selected;
    private final Map<Factor, AutogradGraph> graphs = new EnumMap<>(Factor.class);

    AutogradDifferentiator(ModelArrays model, Trajectory trajectory) {
        this.model = model;
        this.trajectory = trajectory;
        this.selected = model.problem().selectedLayout();
    }

    @Override
    public void multiply(Factor factor, NDArray x, NDArray y) {
        AutogradGraph graph = graph(factor);
        for (long j = 0; j < x.getShape().get(2); j++) {
            try (Frame frame = Frame.inner()) {
                NDArray column = DjlMultiVector.columns(x, j, j + 1);
                set(y, j, graph.jvp(factor == Factor.PROPAGATION ? List.of(dropColumns(column)) : tensors(column)));
            }
        }
    }

    @Override
    public void multiplyAdjoint(Factor factor, NDArray x, NDArray y) {
        AutogradGraph graph = graph(factor);
        for (long j = 0; j < x.getShape().get(2); j++) {
            try (Frame frame = Frame.inner()) {
                List<NDArray> gradients = graph.vjp(dropColumns(DjlMultiVector.columns(x, j, j + 1)));
                set(y, j, factor == Factor.PROPAGATION ? gradients.get(0) : vector(gradients));
            }
        }
    }

    private static void set(NDArray y, long column, NDArray values) {
        Shape shape = y.getShape();
        y.set(
                new NDIndex(":, :, {}:{}", column, column + 1),
                values.reshape(shape.get(0), shape.get(1), 1, shape.get(3)));
    }

    /** {@return from [steps, trials, 1, width] the tensor without its axis of columns} */
    private static NDArray dropColumns(NDArray column) {
        return column.squeeze(2);
    }

    /** {@return a parameter vector's slices in the shapes of the selected tensors} */
    private List<NDArray> tensors(NDArray column) {
        NDArray flat = column.reshape(selected.size());
        List<NDArray> tensors = new ArrayList<>();
        for (ParameterTensor tensor : selected.tensors()) {
            NDArray slice = JniUtils.slice((PtNDArray) flat, 0, tensor.offset(), tensor.offset() + tensor.size(), 1);
            tensors.add(slice.reshape(new Shape(
                    tensor.shape().stream().mapToLong(Integer::longValue).toArray())));
        }
        return tensors;
    }

    private static NDArray vector(List<NDArray> tensors) {
        return DjlEngine.concat(tensors.stream().map(NDArray::flatten).toList(), 0);
    }

    private AutogradGraph graph(Factor factor) {
        synchronized (graphs) {
            return graphs.computeIfAbsent(factor, this::record);
        }
    }

    private AutogradGraph record(Factor factor) {
        try (Frame frame = Frame.recording(model.engine())) {
            return switch (factor) {
                case JACOBIAN -> {
                    Map<String, NDArray> theta = leaves();
                    NDArray observed =
                            model.observedSteps(model.run(theta, null).observed());
                    yield graph(observed, selectedOf(theta));
                }
                case PROPAGATION -> {
                    int width = model.problem().model().stateSize() + model.outputWidth();
                    NDArray q = Frame.keep(
                            model.engine().zeros(model.problem().precision(), model.steps(), model.trials(), width));
                    q.setRequiresGradient(true);
                    NDArray observed =
                            model.observedSteps(model.run(model.parameters(), q).observed());
                    yield graph(observed, List.of(q));
                }
                case ONE_STEP -> {
                    Map<String, NDArray> theta = leaves();
                    yield graph(oneStep(theta), selectedOf(theta));
                }
            };
        }
    }

    private AutogradGraph graph(NDArray output, List<NDArray> leaves) {
        return new AutogradGraph(model.engine(), output, leaves);
    }

    /** {@return the parameters, with copies that autograd follows in place of those that are differentiated} */
    private Map<String, NDArray> leaves() {
        Map<String, NDArray> theta = new LinkedHashMap<>(model.parameters());
        for (String name : selected.names()) {
            theta.computeIfPresent(name, (key, value) -> {
                NDArray leaf = Frame.keep(value.stopGradient().duplicate());
                leaf.setRequiresGradient(true);
                return leaf;
            });
        }
        return theta;
    }

    private List<NDArray> selectedOf(Map<String, NDArray> theta) {
        List<NDArray> leaves = new ArrayList<>();
        theta.forEach((name, value) -> {
            if (selected.contains(name)) {
                leaves.add(value);
            }
        });
        return leaves;
    }

    /** {@return one step from every state of the run: the states after it, then the outputs for the states of the run} */
    private NDArray oneStep(Map<String, NDArray> theta) {
        NDArray times = model.timeRows();
        List<NDArray> parts = new ArrayList<>(model.step(theta, times, model.inputRows(), trajectory.previous()));
        if (model.outputWidth() > 0) {
            parts.add(model.output(theta, times, trajectory.observed()));
        }
        return DjlEngine.concat(parts, 1).reshape(model.steps(), model.trials(), -1);
    }

    @Override
    public void close() {
        synchronized (graphs) {
            graphs.values().forEach(AutogradGraph::close);
            graphs.clear();
        }
    }
}
