package io.ntk.api.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Forward-mode differentiation over any array type: the vocabulary of cells on pairs of a value and a tangent, so that a
 * cell that takes its step in it gives the derivative of the step too. Where the array type repeats a value of one row for
 * every row of a tangent, a tangent may have a row for each of several directions.
 *
 * @param <A> the array type
 */
public final class DualMath<A> implements CellMath<Dual<A>> {
    private final CellMath<A> math;

    /**
     * Differentiates what arrays of some type do.
     *
     * @param math the operations on values and tangents
     */
    public DualMath(CellMath<A> math) {
        this.math = math;
    }

    /**
     * {@return parameters with their tangents}
     *
     * @param theta the parameters
     * @param direction their tangents, under the same names, or null where all are zero
     */
    public CellParameters<Dual<A>> parameters(CellParameters<A> theta, @Nullable CellParameters<A> direction) {
        return new CellParameters<>() {
            @Override
            public Dual<A> affine(String weight, String bias, Dual<A> x) {
                A own = direction == null ? null : direction.affine(weight, bias, x.value());
                return new Dual<>(theta.affine(weight, bias, x.value()), sum(through(weight, x), own));
            }

            @Override
            public Dual<A> linear(String weight, Dual<A> x) {
                A own = direction == null ? null : direction.linear(weight, x.value());
                return new Dual<>(theta.linear(weight, x.value()), sum(through(weight, x), own));
            }

            private @Nullable A through(String weight, Dual<A> x) {
                A tangent = x.tangent();
                return tangent == null ? null : theta.linear(weight, tangent);
            }

            @Override
            public Dual<A> vector(String vector) {
                return new Dual<>(theta.vector(vector), direction == null ? null : direction.vector(vector));
            }
        };
    }

    private @Nullable A sum(@Nullable A a, @Nullable A b) {
        if (a == null) {
            return b;
        }
        return b == null ? a : math.add(a, b);
    }

    private @Nullable A times(@Nullable A tangent, A factor) {
        return tangent == null ? null : math.multiply(tangent, factor);
    }

    private Dual<A> mapped(Dual<A> a, A value, UnaryOperator<A> rule) {
        A tangent = a.tangent();
        return new Dual<>(value, tangent == null ? null : rule.apply(tangent));
    }

    @Override
    public int width(Dual<A> a) {
        return math.width(a.value());
    }

    @Override
    public Dual<A> add(Dual<A> a, Dual<A> b) {
        return new Dual<>(math.add(a.value(), b.value()), sum(a.tangent(), b.tangent()));
    }

    @Override
    public Dual<A> subtract(Dual<A> a, Dual<A> b) {
        A subtracted = b.tangent();
        A negative = subtracted == null ? null : math.scale(subtracted, -1);
        return new Dual<>(math.subtract(a.value(), b.value()), sum(a.tangent(), negative));
    }

    @Override
    public Dual<A> multiply(Dual<A> a, Dual<A> b) {
        return new Dual<>(
                math.multiply(a.value(), b.value()), sum(times(a.tangent(), b.value()), times(b.tangent(), a.value())));
    }

    @Override
    public Dual<A> divide(Dual<A> a, Dual<A> b) {
        A quotient = math.divide(a.value(), b.value());
        A moved = times(b.tangent(), quotient);
        A numerator = sum(a.tangent(), moved == null ? null : math.scale(moved, -1));
        return new Dual<>(quotient, numerator == null ? null : math.divide(numerator, b.value()));
    }

    @Override
    public Dual<A> scale(Dual<A> a, double factor) {
        return mapped(a, math.scale(a.value(), factor), tangent -> math.scale(tangent, factor));
    }

    @Override
    public Dual<A> shift(Dual<A> a, double offset) {
        return new Dual<>(math.shift(a.value(), offset), a.tangent());
    }

    @Override
    public Dual<A> apply(Elementary f, Dual<A> a) {
        A y = math.apply(f, a.value());
        return mapped(a, y, tangent -> math.multiply(tangent, f.derivative(math, a.value(), y)));
    }

    @Override
    public Dual<A> slice(Dual<A> a, int from, int to) {
        return mapped(a, math.slice(a.value(), from, to), tangent -> math.slice(tangent, from, to));
    }

    @Override
    public Dual<A> concat(List<Dual<A>> arrays) {
        List<A> values = arrays.stream().map(Dual::value).toList();
        A value = math.concat(values);
        if (arrays.stream().allMatch(array -> array.tangent() == null)) {
            return new Dual<>(value, null);
        }
        List<A> tangents = new ArrayList<>();
        for (Dual<A> array : arrays) {
            A tangent = array.tangent();
            tangents.add(tangent == null ? math.scale(array.value(), 0) : tangent);
        }
        return new Dual<>(value, math.concat(tangents));
    }

    @Override
    public Dual<A> time() {
        return new Dual<>(math.time(), null);
    }
}
