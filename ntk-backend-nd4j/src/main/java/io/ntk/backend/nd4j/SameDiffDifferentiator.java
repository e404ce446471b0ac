package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** SameDiff's derivatives, a vector at a time; the model is run anew for each. */
final class SameDiffDifferentiator implements Differentiator {
    private final Problem problem;
    private final Sizes sizes;
    private final Storage storage;
    private final GraphCache graphs;
    private final ParameterLayout selected;
    private final Trajectory trajectory;

    /** What every product needs, by placeholder: for J and P, and for F. */
    private final Map<String, INDArray> sequence = new LinkedHashMap<>();

    private final Map<String, INDArray> singleStep = new LinkedHashMap<>();

    SameDiffDifferentiator(Problem problem, GraphCache graphs) {
        this.problem = problem;
        this.sizes = Sizes.of(problem);
        this.storage = new Storage(problem.precision());
        this.graphs = graphs;
        this.selected = problem.selectedLayout();
        this.trajectory = new Trajectory(problem);
        try {
            feedSequence();
            feedSingleStep(run());
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void feedSequence() {
        int rows = key(Factor.JACOBIAN).rows();
        feedParameters(sequence);
        for (int part = 0; part < sizes.parts(); part++) {
            put(sequence, SameDiffGraph.initial(part), Trajectory.initialPart(problem, part), rows, sizes.hidden());
        }
        for (int t = 0; t < sizes.steps(); t++) {
            put(sequence, SameDiffGraph.input(t), Trajectory.input(problem, t), rows, sizes.input());
            double[] time = new double[rows];
            Arrays.fill(time, t);
            put(sequence, SameDiffGraph.time(t), time, rows, 1);
            for (int part = 0; part <= sizes.parts(); part++) {
                int width = part < sizes.parts() ? sizes.hidden() : sizes.observed();
                sequence.put(SameDiffGraph.perturbation(t, part), storage.zeros(rows, width));
            }
        }
    }

    private void feedParameters(Map<String, INDArray> values) {
        for (ParameterTensor tensor : problem.model().layout().tensors()) {
            double[] elements = problem.parameters().tensor(tensor.name());
            values.put(SameDiffGraph.parameter(tensor.name()), tensorArray(tensor, elements));
        }
    }

    private INDArray tensorArray(ParameterTensor tensor, double[] elements) {
        return tensor.shape().size() == 1
                ? storage.of(elements, 1, tensor.rows())
                : storage.of(elements, tensor.rows(), tensor.columns());
    }

    /** Adds an array, its last row repeated if the graph has one more. */
    private void put(Map<String, INDArray> values, String name, double[] dense, int rows, int width) {
        double[] padded = Arrays.copyOf(dense, rows * width);
        for (int i = dense.length; i < padded.length; i++) {
            padded[i] = dense[i - width];
        }
        values.put(name, storage.of(padded, rows, width));
    }

    /** {@return the parts of the state after each step, {@code [steps][parts]}} */
    private double[][][] run() {
        SameDiffGraph graph = graphs.adjoint(key(Factor.JACOBIAN));
        List<String> names = new ArrayList<>();
        for (int t = 0; t < sizes.steps(); t++) {
            names.addAll(graph.states(t));
        }
        for (int i = 0; i < graph.shownCount(); i++) {
            names.add(nonNull(graph.shown(i)));
        }
        Map<String, INDArray> values = graph.evaluate(sequence, names);
        try {
            double[][][] states = new double[sizes.steps()][sizes.parts()][];
            for (int t = 0; t < sizes.steps(); t++) {
                for (int part = 0; part < sizes.parts(); part++) {
                    states[t][part] = read(values, graph.states(t).get(part));
                    trajectory.requireFinite("state", t, states[t][part], sizes.hidden());
                }
            }
            for (int t = 0; t < sizes.steps(); t++) {
                if (sizes.isObserved(t)) {
                    double[] observed = read(values, nonNull(graph.shown(sizes.observedIndex(t))));
                    trajectory.requireFinite("output", t, observed, sizes.observed());
                    trajectory.observe(t, observed);
                }
            }
            return states;
        } finally {
            closeAll(values.values());
        }
    }

    private static String nonNull(@Nullable String name) {
        if (name == null) {
            throw new IllegalStateException("A value has no name");
        }
        return name;
    }

    private double[] read(Map<String, INDArray> values, String name) {
        INDArray array = values.get(name);
        if (array == null) {
            throw new IllegalStateException("SameDiff did not return " + name);
        }
        INDArray plain = array.dup('c');
        try {
            double[] out = new double[Math.toIntExact(plain.length())];
            storage.read(plain, 0, out);
            return out;
        } finally {
            plain.close();
        }
    }

    /** Every step of every trial becomes a row, its previous state a constant. */
    private void feedSingleStep(double[][][] states) {
        GraphKey key = key(Factor.ONE_STEP);
        int rows = key.rows();
        feedParameters(singleStep);
        double[] time = new double[key.usedRows()];
        for (int i = 0; i < time.length; i++) {
            time[i] = i % sizes.steps();
        }
        put(singleStep, SameDiffGraph.time(0), time, rows, 1);
        put(singleStep, SameDiffGraph.input(0), problem.inputs().toArray(), rows, sizes.input());
        for (int part = 0; part < sizes.parts(); part++) {
            double[] initial = Trajectory.initialPart(problem, part);
            double[] previous = new double[key.usedRows() * sizes.hidden()];
            for (int t = 0; t < sizes.steps(); t++) {
                place(t == 0 ? initial : states[t - 1][part], t, previous);
            }
            put(singleStep, SameDiffGraph.initial(part), previous, rows, sizes.hidden());
        }
        double[] observed = new double[key.usedRows() * sizes.hidden()];
        for (int t = 0; t < sizes.steps(); t++) {
            place(states[t][sizes.observedPart()], t, observed);
        }
        put(singleStep, SameDiffGraph.observedState(), observed, rows, sizes.hidden());
    }

    /** Copies the states of a step, {@code [trials, hidden]}, into rows (trial, step). */
    private void place(double[] state, int t, double[] rows) {
        int h = sizes.hidden();
        for (int b = 0; b < sizes.trials(); b++) {
            System.arraycopy(state, b * h, rows, (b * sizes.steps() + t) * h, h);
        }
    }

    private GraphKey key(Factor factor) {
        return GraphKey.of(problem, factor);
    }

    private Map<String, INDArray> fed(Factor factor) {
        return factor == Factor.ONE_STEP ? singleStep : sequence;
    }

    @Override
    public double[] observations() {
        return trajectory.observed();
    }

    @Override
    public void multiply(Factor factor, INDArray in, INDArray out) {
        SameDiffGraph graph = graphs.tangent(key(factor));
        double[] source = new double[Math.toIntExact(in.size(1))];
        double[] result = new double[Math.toIntExact(out.size(1))];
        for (int j = 0; j < in.size(0); j++) {
            storage.read(in, (long) j * source.length, source);
            Arrays.fill(result, 0);
            tangent(graph, source, result);
            storage.write(out, (long) j * result.length, result);
        }
    }

    private void tangent(SameDiffGraph graph, double[] source, double[] result) {
        GraphKey key = graph.key();
        Map<String, INDArray> own = new LinkedHashMap<>();
        Map<String, INDArray> values = Map.of();
        try {
            if (key.factor() == Factor.PROPAGATION) {
                for (int t = 0; t < sizes.steps(); t++) {
                    for (int part = 0; part <= sizes.parts(); part++) {
                        if (part < sizes.parts() || sizes.observable().isOutput()) {
                            Region region = Region.perturbation(key, t, part);
                            own.put(
                                    SameDiffGraph.perturbation(t, part),
                                    storage.of(region.gather(source, key.rows()), key.rows(), region.width()));
                        }
                    }
                }
            } else {
                for (ParameterTensor tensor : problem.model().layout().tensors()) {
                    double[] elements = new double[tensor.size()];
                    if (selected.contains(tensor.name())) {
                        int offset = selected.tensor(tensor.name()).offset();
                        System.arraycopy(source, offset, elements, 0, elements.length);
                    }
                    own.put(SameDiffGraph.direction(tensor.name()), tensorArray(tensor, elements));
                }
            }
            List<String> names = new ArrayList<>();
            for (int i = 0; i < graph.shownCount(); i++) {
                String name = graph.shown(i);
                if (name != null) {
                    names.add(name);
                }
            }
            if (names.isEmpty()) {
                return;
            }
            Map<String, INDArray> all = new LinkedHashMap<>(fed(key.factor()));
            all.putAll(own);
            values = graph.evaluate(all, names);
            for (int i = 0; i < graph.shownCount(); i++) {
                String name = graph.shown(i);
                if (name != null) {
                    Region.shown(key, i).scatter(read(values, name), result);
                }
            }
        } finally {
            closeAll(own.values());
            closeAll(values.values());
        }
    }

    @Override
    public void multiplyAdjoint(Factor factor, INDArray in, INDArray out) {
        SameDiffGraph graph = graphs.adjoint(key(factor));
        double[] source = new double[Math.toIntExact(in.size(1))];
        double[] result = new double[Math.toIntExact(out.size(1))];
        for (int j = 0; j < in.size(0); j++) {
            storage.read(in, (long) j * source.length, source);
            Arrays.fill(result, 0);
            adjoint(graph, source, result);
            storage.write(out, (long) j * result.length, result);
        }
    }

    private void adjoint(SameDiffGraph graph, double[] source, double[] result) {
        GraphKey key = graph.key();
        Map<String, INDArray> own = new LinkedHashMap<>();
        Map<String, INDArray> values = Map.of();
        try {
            for (int i = 0; i < graph.shownCount(); i++) {
                Region region = Region.shown(key, i);
                own.put(
                        SameDiffGraph.cotangent(i),
                        storage.of(region.gather(source, key.rows()), key.rows(), region.width()));
            }
            Map<String, Region> wanted = wanted(graph);
            if (wanted.isEmpty()) {
                return;
            }
            Map<String, INDArray> all = new LinkedHashMap<>(fed(key.factor()));
            all.putAll(own);
            values = graph.gradients(all, List.copyOf(wanted.keySet()));
            for (Map.Entry<String, Region> entry : wanted.entrySet()) {
                entry.getValue().scatter(read(values, entry.getKey()), result);
            }
        } finally {
            closeAll(own.values());
            closeAll(values.values());
        }
    }

    /** {@return by placeholder, where its gradient goes; what is not connected stays zero} */
    private Map<String, Region> wanted(SameDiffGraph graph) {
        Map<String, Region> wanted = new LinkedHashMap<>();
        if (graph.key().factor() == Factor.PROPAGATION) {
            for (int t = 0; t < sizes.steps(); t++) {
                for (int part = 0; part <= sizes.parts(); part++) {
                    wanted.put(SameDiffGraph.perturbation(t, part), Region.perturbation(graph.key(), t, part));
                }
            }
        } else {
            for (ParameterTensor tensor : selected.tensors()) {
                wanted.put(SameDiffGraph.parameter(tensor.name()), new Region(tensor.offset(), 0, 1, tensor.size()));
            }
        }
        wanted.keySet().removeIf(name -> !graph.isConnected(name));
        return wanted;
    }

    private static void closeAll(Collection<INDArray> arrays) {
        for (INDArray array : arrays) {
            if (array.closeable() && !array.wasClosed()) {
                array.close();
            }
        }
    }

    @Override
    public void close() {
        closeAll(sequence.values());
        sequence.clear();
        closeAll(singleStep.values());
        singleStep.clear();
    }
}
