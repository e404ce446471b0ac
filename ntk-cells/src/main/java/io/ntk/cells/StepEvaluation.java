package io.ntk.cells;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes expressions in an engine's arrays. Numbers stay numbers until an array is needed, so that {@code 0.2 * r} is a
 * scaling, and a tensor that is absent, which is zero, costs nothing.
 */
final class StepEvaluation<A> implements Node.Interpreter<StepEvaluation.Value<A>> {
    /**
     * An array, or a number that stands for an array of equal entries.
     *
     * @param array the array; null for a number
     * @param number the number
     */
    record Value<A>(@Nullable A array, double number) {
        static <A> Value<A> of(A array) {
            return new Value<>(array, 0);
        }

        static <A> Value<A> ofNumber(double number) {
            return new Value<>(null, number);
        }

        A get() {
            return Objects.requireNonNull(array);
        }
    }

    /** What is computed once even where it is written twice. */
    private record Site(String weight, @Nullable String bias, Object argument) {}

    private final EquationCell.Sized cell;
    private final CellMath<A> math;
    private final CellParameters<A> theta;
    private final @Nullable A input;
    private final List<A> state;
    private final Supplier<A> time;
    private final List<Value<A>> locals = new ArrayList<>();
    private final Map<Site, A> sites = new HashMap<>();

    StepEvaluation(
            EquationCell.Sized cell,
            CellMath<A> math,
            CellParameters<A> theta,
            @Nullable A input,
            List<A> state,
            Supplier<A> time) {
        this.cell = cell;
        this.math = math;
        this.theta = theta;
        this.input = input;
        this.state = state;
        this.time = time;
    }

    /** {@return the next state or its derivative} */
    List<A> next() {
        CellDefinition definition = cell.definition();
        definition.locals().forEach(node -> locals.add(node.accept(this)));
        List<A> next = new ArrayList<>();
        for (int part = 0; part < state.size(); part++) {
            next.add(array(definition.next().get(part).accept(this), math.width(state.get(part))));
        }
        return next;
    }

    A output(Node node) {
        return node.accept(this).get();
    }

    A array(Value<A> value, int width) {
        return value.array() == null
                ? math.shift(math.scale(math.broadcast(math.time(), width), 0), value.number())
                : spread(value.get(), width);
    }

    private A spread(A array, int width) {
        return math.width(array) == width ? array : math.broadcast(array, width);
    }

    @Override
    public Value<A> number(double value) {
        return Value.ofNumber(value);
    }

    @Override
    public Value<A> size(Size size) {
        return Value.ofNumber(size.value(cell.lengths()));
    }

    @Override
    public Value<A> constant(String name) {
        return Value.ofNumber(Objects.requireNonNull(cell.numbers().get(name)));
    }

    @Override
    public Value<A> tensor(String name) {
        return vector(name);
    }

    @Override
    public Value<A> defined(Node.Defined weight) {
        return vector(weight.name());
    }

    private Value<A> vector(String label) {
        if (cell.zero().contains(label)) {
            return Value.ofNumber(0);
        }
        return Value.of(sites.computeIfAbsent(new Site(label, null, label), site -> theta.vector(label)));
    }

    @Override
    public Value<A> input() {
        return Value.of(Objects.requireNonNull(input));
    }

    @Override
    public Value<A> state(int part) {
        return Value.of(state.get(part));
    }

    @Override
    public Value<A> time() {
        return Value.of(time.get());
    }

    @Override
    public Value<A> local(int index) {
        return locals.get(index);
    }

    /** A vector parameter that is added joins a product beside it, as its bias: engines compute both at once. */
    @Override
    public Value<A> sum(List<Node.Term> terms) {
        Map<Node.Term, String> biases = biases(terms);
        double number = 0;
        A sum = null;
        List<Value<A>> negative = new ArrayList<>();
        for (Node.Term term : terms) {
            if (biases.containsValue(biasLabel(term)) && biasLabel(term) != null) {
                continue;
            }
            String bias = biases.get(term);
            Value<A> value = bias == null ? term.node().accept(this) : affine((Node.MatrixVector) term.node(), bias);
            if (value.array() == null) {
                number += term.negative() ? -value.number() : value.number();
            } else if (term.negative()) {
                negative.add(value);
            } else {
                sum = sum == null ? value.get() : combine(sum, value.get(), math::add);
            }
        }
        for (Value<A> value : negative) {
            sum = sum == null ? math.scale(value.get(), -1) : combine(sum, value.get(), math::subtract);
        }
        if (sum == null) {
            return Value.ofNumber(number);
        }
        return Value.of(number == 0 ? sum : math.shift(sum, number));
    }

    /** {@return for products of matrix and vector the vector that is added to them: the next free one after or before} */
    private Map<Node.Term, String> biases(List<Node.Term> terms) {
        Map<Node.Term, String> biases = new HashMap<>();
        for (int i = 0; i < terms.size(); i++) {
            String label = biasLabel(terms.get(i));
            if (label == null || biases.containsValue(label)) {
                continue;
            }
            Optional<Node.Term> product = Optional.empty();
            for (int j = 0; j < terms.size() && (j < i || product.isEmpty()); j++) {
                if (canTakeBias(terms.get(j)) && !biases.containsKey(terms.get(j))) {
                    product = Optional.of(terms.get(j));
                }
            }
            product.ifPresent(term -> biases.put(term, label));
        }
        return biases;
    }

    private @Nullable String biasLabel(Node.Term term) {
        Node node = term.node();
        boolean vector = node instanceof Node.Tensor
                || node instanceof Node.Defined
                || (node instanceof Node.Selected selected && selected.ranges().size() == 2);
        if (!vector || term.negative()) {
            return null;
        }
        String label = UsedTensor.label(node);
        // A vector of length 1 may spread over the product, which a bias does not.
        boolean fits = !cell.zero().contains(label) && cell.width(label) != 1;
        return fits ? label : null;
    }

    private boolean canTakeBias(Node.Term term) {
        return !term.negative()
                && term.node() instanceof Node.MatrixVector product
                && !cell.zero().contains(UsedTensor.label(product.matrix()));
    }

    @Override
    public Value<A> matrixVector(Node matrix, Node vector) {
        return affine(new Node.MatrixVector(matrix, vector), null);
    }

    private Value<A> affine(Node.MatrixVector product, @Nullable String bias) {
        String weight = UsedTensor.label(product.matrix());
        if (cell.zero().contains(weight)) {
            return Value.ofNumber(0);
        }
        A x = array(product.vector().accept(this), cell.columns(weight));
        Site site = new Site(weight, bias, x);
        A known = sites.get(site);
        if (known == null) {
            known = bias == null ? theta.linear(weight, x) : theta.affine(weight, bias, x);
            sites.put(site, known);
        }
        return Value.of(known);
    }

    @Override
    public Value<A> product(Node left, Node right) {
        Value<A> a = left.accept(this);
        Value<A> b = right.accept(this);
        if (a.array() == null && b.array() == null) {
            return Value.ofNumber(a.number() * b.number());
        }
        if (a.array() == null || b.array() == null) {
            A array = a.array() == null ? b.get() : a.get();
            return Value.of(math.scale(array, a.array() == null ? a.number() : b.number()));
        }
        return Value.of(combine(a.get(), b.get(), math::multiply));
    }

    @Override
    public Value<A> quotient(Node left, Node right) {
        Value<A> a = left.accept(this);
        Value<A> b = right.accept(this);
        if (b.array() == null) {
            return a.array() == null
                    ? Value.ofNumber(a.number() / b.number())
                    : Value.of(math.scale(a.get(), 1 / b.number()));
        }
        return Value.of(
                a.array() == null
                        ? math.scale(math.reciprocal(b.get()), a.number())
                        : combine(a.get(), b.get(), math::divide));
    }

    private interface Binary<A> {
        A apply(A a, A b);
    }

    private A combine(A a, A b, Binary<A> operation) {
        int width = Math.max(math.width(a), math.width(b));
        return operation.apply(spread(a, width), spread(b, width));
    }

    @Override
    public Value<A> call(String function, Node argument) {
        Value<A> x = argument.accept(this);
        Optional<Elementary> f = Functions.find(cell.definition().functions().getOrDefault(function, function));
        if (f.isEmpty()) {
            return x;
        }
        return x.array() == null ? Value.ofNumber(f.get().value(x.number())) : Value.of(math.apply(f.get(), x.get()));
    }

    @Override
    public Value<A> transposed(Node matrix) {
        throw new IllegalStateException("a matrix is not an array of a step");
    }

    @Override
    public Value<A> selected(Node.Selected selected) {
        if (selected.ranges().size() == 2) {
            return vector(UsedTensor.label(selected));
        }
        Value<A> value = selected.node().accept(this);
        Range range = selected.ranges().get(0);
        return value.array() == null
                ? value
                : Value.of(math.slice(
                        value.get(), range.start(cell.lengths()), range.stop(cell.lengths(), math.width(value.get()))));
    }

    @Override
    public Value<A> joined(Node.Joined joined) {
        List<A> parts = new ArrayList<>();
        for (int i = 0; i < joined.parts().size(); i++) {
            int width = joined.lengths().get(i).value(cell.lengths());
            parts.add(array(joined.parts().get(i).accept(this), width));
        }
        return Value.of(math.concat(parts));
    }
}
