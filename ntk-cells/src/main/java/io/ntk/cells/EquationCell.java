package io.ntk.cells;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A cell that computes what an equation file says. */
final class EquationCell implements Cell {
    private static final long serialVersionUID = 1L;

    private final CellDefinition definition;
    private final TreeMap<String, Integer> ownLengths;
    private final TreeMap<String, double[]> arrays;
    private final TreeSet<String> absent;

    /**
     * Makes a cell.
     *
     * @param definition what it computes
     * @param ownLengths the lengths besides I and H
     * @param arrays the values of the constants that are arrays, by name
     * @param absent the optional parameters that are left out
     */
    EquationCell(
            CellDefinition definition,
            Map<String, Integer> ownLengths,
            Map<String, double[]> arrays,
            Set<String> absent) {
        this.definition = definition;
        this.ownLengths = new TreeMap<>(ownLengths);
        this.arrays = new TreeMap<>(arrays);
        this.absent = new TreeSet<>(absent);
    }

    /**
     * The cell at given sizes.
     *
     * @param definition the cell
     * @param lengths the value of every named length
     * @param numbers the value of every constant that is a number
     * @param zero the used tensors that are views of absent ones
     */
    record Sized(
            CellDefinition definition, Map<String, Integer> lengths, Map<String, Double> numbers, Set<String> zero) {
        private Shape shape(String label) {
            return Objects.requireNonNull(definition.used().get(label), label).shape();
        }

        int columns(String label) {
            return shape(label).last().value(lengths);
        }

        int width(String label) {
            return shape(label).isVector() ? columns(label) : -1;
        }
    }

    private Sized sized(int inputSize, int hiddenSize) {
        Map<String, Integer> lengths = new HashMap<>(ownLengths);
        lengths.put("I", inputSize);
        lengths.put("H", hiddenSize);
        Set<String> zero = new HashSet<>();
        definition.used().forEach((label, used) -> {
            String viewed = UsedTensor.viewed(used.node());
            if (viewed != null && absent.contains(viewed)) {
                zero.add(label);
            }
        });
        return new Sized(definition, lengths, definition.values(lengths), zero);
    }

    @Override
    public boolean hasEquationsOf(Cell other) {
        return equals(other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EquationCell cell
                && definition.equals(cell.definition)
                && ownLengths.equals(cell.ownLengths)
                && absent.equals(cell.absent)
                && arrays.keySet().equals(cell.arrays.keySet())
                && Arrays.deepEquals(
                        arrays.values().toArray(), cell.arrays.values().toArray());
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                definition,
                ownLengths,
                absent,
                Arrays.deepHashCode(arrays.values().toArray()));
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        Map<String, Integer> lengths = new HashMap<>(ownLengths);
        lengths.put("I", inputSize);
        lengths.put("H", hiddenSize);
        ParameterLayout.Builder layout = ParameterLayout.builder();
        for (TensorDeclaration tensor : definition.parameters()) {
            if (!absent.contains(tensor.name())) {
                add(layout, tensor.name(), tensor.shape(), lengths);
            }
        }
        return layout.build();
    }

    static void add(ParameterLayout.Builder layout, String name, Shape shape, Map<String, Integer> lengths) {
        List<Integer> sizes = shape.values(lengths);
        if (sizes.size() == 2) {
            layout.weight(name, sizes.get(0), sizes.get(1));
        } else {
            layout.vector(name, sizes.get(0));
        }
    }

    @Override
    public WeightMap weights(int inputSize, int hiddenSize) {
        ParameterLayout trained = parameters(inputSize, hiddenSize);
        Sized sized = sized(inputSize, hiddenSize);
        Set<String> used = new HashSet<>(definition.used().keySet());
        used.removeAll(sized.zero());
        boolean plain = used.equals(Set.copyOf(trained.names()));
        return plain ? WeightMap.identity(trained) : new EquationWeights(sized, trained, arrays, absent);
    }

    @Override
    public int stateParts() {
        return definition.state().size();
    }

    @Override
    public List<Integer> stateWidths(int inputSize, int hiddenSize) {
        Map<String, Integer> lengths = sized(inputSize, hiddenSize).lengths();
        return definition.state().stream()
                .map(part -> part.width().value(lengths))
                .toList();
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        Sized sized = sized(math.width(input), math.width(state.get(0)));
        List<A> start = begun(sized, math, theta, state);
        if (definition.integration() == Integration.MAP) {
            return new StepEvaluation<>(sized, math, theta, input, start, math::time).next();
        }
        double dt = Objects.requireNonNull(sized.numbers().get(CellDefinition.DT));
        A time = math.scale(math.time(), dt);
        List<A> k1 = new StepEvaluation<>(sized, math, theta, input, start, () -> time).next();
        if (definition.integration() == Integration.EULER) {
            return moved(math, start, k1, dt);
        }
        A middle = math.shift(time, dt / 2);
        List<A> k2 =
                new StepEvaluation<>(sized, math, theta, input, moved(math, start, k1, dt / 2), () -> middle).next();
        List<A> k3 =
                new StepEvaluation<>(sized, math, theta, input, moved(math, start, k2, dt / 2), () -> middle).next();
        List<A> k4 = new StepEvaluation<>(
                        sized, math, theta, input, moved(math, start, k3, dt), () -> math.shift(time, dt))
                .next();
        List<A> slope = new ArrayList<>();
        for (int i = 0; i < start.size(); i++) {
            slope.add(math.add(math.add(k1.get(i), k4.get(i)), math.scale(math.add(k2.get(i), k3.get(i)), 2)));
        }
        return moved(math, start, slope, dt / 6);
    }

    private static <A> List<A> moved(CellMath<A> math, List<A> state, List<A> slope, double by) {
        List<A> moved = new ArrayList<>();
        for (int i = 0; i < state.size(); i++) {
            moved.add(math.add(state.get(i), math.scale(slope.get(i), by)));
        }
        return moved;
    }

    /** {@return the state, to which the initial values of the equations are added before the first step} */
    private <A> List<A> begun(Sized sized, CellMath<A> math, CellParameters<A> theta, List<A> state) {
        List<A> begun = new ArrayList<>(state);
        for (int i = 0; i < begun.size(); i++) {
            Node initial = definition.state().get(i).initial();
            if (initial != null && !sized.zero().contains(UsedTensor.label(initial))) {
                // 1 before the first step, then 0.
                A first = math.shift(math.scale(math.apply(Elementary.STEP, math.time()), -1), 1);
                A start = theta.vector(UsedTensor.label(initial));
                int width = math.width(state.get(i));
                begun.set(i, math.add(state.get(i), math.multiply(math.broadcast(first, width), start)));
            }
        }
        return begun;
    }

    @Override
    public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
        Node output = definition.output();
        if (output == null) {
            return state.get(0);
        }
        // I stands in no expression of an output that makes sense; any length would do.
        Sized sized = sized(1, math.width(state.get(0)));
        return new StepEvaluation<>(sized, math, theta, null, state, math::time).output(output);
    }
}
