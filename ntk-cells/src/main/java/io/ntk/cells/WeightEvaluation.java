package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Elementary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Computes what does not change from step to step: numbers, and weights with their derivatives. */
final class WeightEvaluation implements Node.Interpreter<WeightArray> {
    private final CellDefinition definition;
    private final Map<String, Integer> lengths;
    private final Map<String, Double> numbers;
    private final Map<String, WeightArray> tensors;
    private final Map<String, WeightArray> known = new HashMap<>();

    WeightEvaluation(
            CellDefinition definition,
            Map<String, Integer> lengths,
            Map<String, Double> numbers,
            Map<String, WeightArray> tensors) {
        this.definition = definition;
        this.lengths = lengths;
        this.numbers = numbers;
        this.tensors = tensors;
    }

    @Override
    public WeightArray number(double value) {
        return WeightArray.number(value);
    }

    @Override
    public WeightArray size(Size size) {
        return WeightArray.number(size.value(lengths));
    }

    @Override
    public WeightArray constant(String name) {
        return WeightArray.number(Objects.requireNonNull(numbers.get(name), name));
    }

    @Override
    public WeightArray tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    @Override
    public WeightArray defined(Node.Defined weight) {
        WeightArray value = known.get(weight.name());
        if (value == null) {
            value = weight.definition().accept(this);
            known.put(weight.name(), value);
        }
        return value;
    }

    @Override
    public WeightArray sum(List<Node.Term> terms) {
        WeightArray sum = null;
        for (Node.Term term : terms) {
            WeightArray value = term.node().accept(this);
            double sign = term.negative() ? -1 : 1;
            sum = WeightArray.combine(
                    sum == null ? WeightArray.number(0) : sum,
                    value,
                    (a, b) -> a + sign * b,
                    (a, b) -> 1,
                    (a, b) -> sign);
        }
        return Objects.requireNonNull(sum);
    }

    @Override
    public WeightArray product(Node left, Node right) {
        return WeightArray.combine(left.accept(this), right.accept(this), (a, b) -> a * b, (a, b) -> b, (a, b) -> a);
    }

    @Override
    public WeightArray quotient(Node left, Node right) {
        return WeightArray.combine(
                left.accept(this), right.accept(this), (a, b) -> a / b, (a, b) -> 1 / b, (a, b) -> -a / (b * b));
    }

    @Override
    public WeightArray call(String function, Node argument) {
        WeightArray x = argument.accept(this);
        Optional<Elementary> f = Functions.find(definition.functions().getOrDefault(function, function));
        return f.isEmpty()
                ? x
                : WeightArray.combine(
                        x,
                        WeightArray.number(0),
                        (a, b) -> f.get().value(a),
                        (a, b) -> f.get().derivative(a),
                        (a, b) -> 0);
    }

    @Override
    public WeightArray transposed(Node matrix) {
        WeightArray value = matrix.accept(this);
        return value.view(StridedView.whole(value.shape()).transposed());
    }

    @Override
    public WeightArray selected(Node.Selected selected) {
        WeightArray value = selected.node().accept(this);
        try {
            return value.view(StridedView.whole(value.shape())
                    .selected(selected.ranges(), lengths, value.shape().size() == 1));
        } catch (IndexOutOfBoundsException e) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Cell '" + definition.name() + "' " + e.getMessage() + " of " + selected.text() + ".",
                    "Check the slices of the equation file against the shapes in the checkpoint.",
                    e);
        }
    }

    @Override
    public WeightArray input() {
        throw changing();
    }

    @Override
    public WeightArray state(int part) {
        throw changing();
    }

    @Override
    public WeightArray time() {
        throw changing();
    }

    @Override
    public WeightArray local(int index) {
        throw changing();
    }

    @Override
    public WeightArray joined(Node.Joined joined) {
        throw changing();
    }

    @Override
    public WeightArray matrixVector(Node matrix, Node vector) {
        throw changing();
    }

    private static IllegalStateException changing() {
        return new IllegalStateException("a weight does not change from step to step");
    }
}
