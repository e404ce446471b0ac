package io.ntk.backend.nd4j;

import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Dual;
import io.ntk.api.cell.DualMath;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.Factor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A model's steps as a SameDiff graph, in one of two forms: with the gradient of ⟨shown, v⟩, v being placeholders, for
 * products with the adjoint; or on pairs of value and tangent, for products with the derivative. SameDiff cannot
 * differentiate its own gradient ({@code MmulBp not supported}), which would have made the pairs unnecessary.
 */
final class SameDiffGraph {
    /** SameDiff's name for the graph that it derives. */
    private static final String GRADIENT = "grad";

    private final GraphKey key;
    private final Storage storage;
    private final SameDiff graph;
    private final SameDiffMath math;
    private final Map<String, SDVariable> placeholders = new LinkedHashMap<>();
    private final List<List<String>> states = new ArrayList<>();

    /** The names of the shown values or of their tangents; null where zero. */
    private final List<@Nullable String> shown = new ArrayList<>();

    private final Set<String> connected = new TreeSet<>();
    private final SameDiffSession session;
    private @Nullable SameDiffSession gradientSession;

    private SameDiffGraph(GraphKey key) {
        this.key = key;
        this.storage = new Storage(key.precision());
        this.graph = SameDiff.create();
        this.session = new SameDiffSession(graph);
        this.math = new SameDiffMath(graph, storage.type(), key.rows());
    }

    static String input(int step) {
        return "x" + step;
    }

    static String time(int step) {
        return "time" + step;
    }

    static String initial(int part) {
        return "initial" + part;
    }

    static String observedState() {
        return "observed";
    }

    static String perturbation(int step, int part) {
        return "q" + step + "_" + part;
    }

    static String cotangent(int index) {
        return "v" + index;
    }

    static String parameter(String name) {
        return "theta_" + name;
    }

    static String direction(String name) {
        return "direction_" + name;
    }

    /** {@return the graph of values, with its gradient} */
    static SameDiffGraph adjoint(GraphKey key) {
        SameDiffGraph result = new SameDiffGraph(key);
        try (QuietOutput quiet = QuietOutput.forThisThread()) {
            result.recordValues();
        }
        return result;
    }

    /** {@return the graph of pairs} */
    static SameDiffGraph tangent(GraphKey key) {
        SameDiffGraph result = new SameDiffGraph(key);
        try (QuietOutput quiet = QuietOutput.forThisThread()) {
            result.recordPairs();
        }
        return result;
    }

    private SDVariable placeholder(String name, int width) {
        return placeholders.computeIfAbsent(name, n -> math.placeholder(n, width));
    }

    private CellParameters<SDVariable> parameters(UnaryOperator<String> naming) {
        ParameterLayout layout = key.model().layout();
        return math.parameters(layout, name -> {
            ParameterTensor tensor = layout.tensor(name);
            boolean vector = tensor.shape().size() == 1;
            return placeholders.computeIfAbsent(
                    naming.apply(name),
                    n -> graph.placeHolder(
                            n, storage.type(), vector ? 1 : tensor.rows(), vector ? tensor.rows() : tensor.columns()));
        });
    }

    /** A name for a value's own copy: SameDiff returns placeholders and values with two names uncopied, to be closed once. */
    private static String copied(SDVariable value) {
        return value.add(0).name();
    }

    private UnrolledModel.Source<SDVariable> values() {
        return new UnrolledModel.Source<>() {
            @Override
            public void begin(int step) {
                math.at(placeholder(time(step), 1));
            }

            @Override
            public SDVariable input(int step) {
                return placeholder(SameDiffGraph.input(step), key.sizes().input());
            }

            @Override
            public SDVariable initial(int part) {
                return placeholder(SameDiffGraph.initial(part), key.sizes().hidden());
            }

            @Override
            public SDVariable observedState() {
                return placeholder(SameDiffGraph.observedState(), key.sizes().hidden());
            }

            @Override
            public SDVariable perturbed(SDVariable value, int step, int part) {
                return math.add(value, placeholder(perturbation(step, part), math.width(value)));
            }
        };
    }

    private void recordValues() {
        UnrolledModel<SDVariable> model = UnrolledModel.of(key, math, parameters(SameDiffGraph::parameter), values());
        for (List<SDVariable> parts : model.states()) {
            states.add(parts.stream().map(part -> copied(part)).toList());
        }
        SDVariable loss = null;
        for (int i = 0; i < model.shown().size(); i++) {
            SDVariable value = model.shown().get(i);
            shown.add(copied(value));
            SDVariable term = graph.sum(value.mul(placeholder(cotangent(i), math.width(value))));
            loss = loss == null ? term : loss.add(term);
        }
        if (loss == null) {
            throw new IllegalStateException("Nothing is shown");
        }
        graph.setLossVariables(loss);
        String[] varying = placeholders.keySet().stream()
                .filter(name -> name.startsWith(key.factor() == Factor.PROPAGATION ? "q" : parameter("")))
                .toArray(String[]::new);
        graph.createGradFunction(varying);
        for (String name : varying) {
            if (graph.grad(name) != null) {
                connected.add(name);
            }
        }
    }

    private void recordPairs() {
        DualMath<SDVariable> duals = new DualMath<>(math);
        boolean parameters = key.factor() != Factor.PROPAGATION;
        CellParameters<Dual<SDVariable>> theta = duals.parameters(
                parameters(SameDiffGraph::parameter), parameters ? parameters(SameDiffGraph::direction) : null);
        UnrolledModel.Source<SDVariable> values = values();
        UnrolledModel<Dual<SDVariable>> model = UnrolledModel.of(key, duals, theta, new UnrolledModel.Source<>() {
            @Override
            public void begin(int step) {
                values.begin(step);
            }

            @Override
            public Dual<SDVariable> input(int step) {
                return new Dual<>(values.input(step), null);
            }

            @Override
            public Dual<SDVariable> initial(int part) {
                return new Dual<>(values.initial(part), null);
            }

            @Override
            public Dual<SDVariable> observedState() {
                return new Dual<>(values.observedState(), null);
            }

            @Override
            public Dual<SDVariable> perturbed(Dual<SDVariable> value, int step, int part) {
                SDVariable change = placeholder(perturbation(step, part), math.width(value.value()));
                SDVariable tangent = value.tangent();
                return new Dual<>(value.value(), tangent == null ? change : math.add(tangent, change));
            }
        });
        for (Dual<SDVariable> value : model.shown()) {
            SDVariable tangent = value.tangent();
            shown.add(tangent == null ? null : copied(tangent));
        }
    }

    GraphKey key() {
        return key;
    }

    /** {@return how many values are shown} */
    int shownCount() {
        return shown.size();
    }

    /** {@return the names of the parts of the state after a step} */
    List<String> states(int step) {
        return states.get(step);
    }

    /** {@return the name of a shown value, or of its tangent; null if that is zero} */
    @Nullable
    String shown(int index) {
        return shown.get(index);
    }

    /** {@return whether the gradient with respect to a placeholder is not zero by construction} */
    boolean isConnected(String placeholder) {
        return connected.contains(placeholder);
    }

    /** {@return the values of variables; the caller closes them} */
    Map<String, INDArray> evaluate(Map<String, INDArray> values, List<String> names) {
        return running(graph, session, () -> graph.output(known(values), names));
    }

    /** {@return gradients with respect to connected placeholders; the caller closes them} */
    Map<String, INDArray> gradients(Map<String, INDArray> values, List<String> names) {
        SameDiff gradient = graph.getFunction(GRADIENT);
        SameDiffSession running = gradientSession;
        if (running == null) {
            running = new SameDiffSession(gradient);
            gradientSession = running;
        }
        return running(gradient, running, () -> graph.calculateGradients(known(values), names));
    }

    private static Map<String, INDArray> running(
            SameDiff graph, SameDiffSession session, Supplier<Map<String, INDArray>> call) {
        long thread = Thread.currentThread().getId();
        graph.getSessions().put(thread, session);
        Map<String, INDArray> results = Map.of();
        try {
            results = call.get();
            return results;
        } finally {
            session.endCall(results.values());
            graph.getSessions().remove(thread);
        }
    }

    /** SameDiff refuses values for placeholders that it does not have. */
    private Map<String, INDArray> known(Map<String, INDArray> values) {
        Map<String, INDArray> known = new LinkedHashMap<>(values);
        known.keySet().retainAll(placeholders.keySet());
        return known;
    }
}
