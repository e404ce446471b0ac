package io.ntk.backend.nd4j;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** A cell's operations as operations of a SameDiff graph, on arrays {@code [rows, width]}. */
final class SameDiffMath implements CellMath<SDVariable> {
    /** From here on log(1 + exp(a)) is a in float32 and, to 1e-13, in float64. */
    private static final double SOFTPLUS_IS_LINEAR = 30;

    private final SameDiff graph;
    private final DataType type;
    private final int rows;
    private final IdentityHashMap<SDVariable, Integer> widths = new IdentityHashMap<>();
    private @Nullable SDVariable time;
    private @Nullable SDVariable ones;

    /** Makes operations of a graph on arrays of at least 2 rows: matmul_bp refuses a product of two numbers. */
    SameDiffMath(SameDiff graph, DataType type, int rows) {
        this.graph = graph;
        this.type = type;
        this.rows = rows;
    }

    /** {@return a new placeholder {@code [rows, width]}} */
    SDVariable placeholder(String name, int width) {
        return sized(graph.placeHolder(name, type, rows, width), width);
    }

    /** Sets what {@link #time} returns. */
    void at(SDVariable now) {
        time = now;
    }

    /**
     * {@return parameters that are placeholders: weights {@code [out, in]}, vectors {@code [1, out]}}
     *
     * @param layout their names and shapes
     * @param placeholders by name
     */
    CellParameters<SDVariable> parameters(ParameterLayout layout, Function<String, SDVariable> placeholders) {
        return new CellParameters<>() {
            @Override
            public SDVariable affine(String weight, String bias, SDVariable x) {
                SDVariable product = linear(weight, x);
                return sized(product.add(placeholders.apply(bias)), width(product));
            }

            @Override
            public SDVariable linear(String weight, SDVariable x) {
                return sized(
                        graph.mmul(x, placeholders.apply(weight), false, true, false),
                        layout.tensor(weight).rows());
            }

            @Override
            public SDVariable vector(String vector) {
                return sized(
                        graph.mmul(ones(), placeholders.apply(vector)),
                        layout.tensor(vector).rows());
            }
        };
    }

    private SDVariable ones() {
        SDVariable column = ones;
        if (column == null) {
            column = graph.constant("ones", Nd4j.ones(type, rows, 1));
            ones = column;
        }
        return column;
    }

    private SDVariable sized(SDVariable variable, int width) {
        widths.put(variable, width);
        return variable;
    }

    private SDVariable sized(SDVariable variable, SDVariable like) {
        return sized(variable, width(like));
    }

    @Override
    public int width(SDVariable a) {
        Integer width = widths.get(a);
        if (width == null) {
            throw new IllegalStateException("Variable " + a.name() + " was not made here");
        }
        return width;
    }

    @Override
    public SDVariable add(SDVariable a, SDVariable b) {
        return sized(a.add(b), a);
    }

    @Override
    public SDVariable subtract(SDVariable a, SDVariable b) {
        return sized(a.sub(b), a);
    }

    @Override
    public SDVariable multiply(SDVariable a, SDVariable b) {
        return sized(a.mul(b), a);
    }

    @Override
    public SDVariable divide(SDVariable a, SDVariable b) {
        return sized(a.div(b), a);
    }

    @Override
    public SDVariable scale(SDVariable a, double factor) {
        return sized(a.mul(factor), a);
    }

    @Override
    public SDVariable shift(SDVariable a, double offset) {
        return sized(a.add(offset), a);
    }

    @Override
    public SDVariable apply(Elementary f, SDVariable a) {
        SDVariable value = switch (f) {
            case TANH -> graph.math().tanh(a);
            case SIGMOID -> graph.nn().sigmoid(a);
            case RELU -> graph.nn().relu(a, 0);
            case SOFTPLUS -> stableSoftplus(a);
            case EXP -> graph.math().exp(a);
            case LOG -> graph.math().log(a);
            case SQRT -> graph.math().sqrt(a);
            case ABS -> graph.math().abs(a);
            case SIN -> graph.math().sin(a);
            case COS -> graph.math().cos(a);
            case RECIPROCAL -> graph.math().reciprocal(a);
            // A comparison would have no gradient, whereas that of the sign is zero.
            case STEP -> graph.nn().relu(graph.math().sign(a), 0);
            case TANH_SLOPE -> a.mul(a).rsub(1);
            case SIGMOID_SLOPE -> a.sub(a.mul(a));
        };
        return sized(value, a);
    }

    /** ND4J's own overflows at 88 in float32: log(1 + exp(a)) = log(1 + exp(a − r)) + r with r = max(a − 30, 0). */
    private SDVariable stableSoftplus(SDVariable a) {
        SDVariable excess = graph.nn().relu(a.sub(SOFTPLUS_IS_LINEAR), 0);
        return graph.nn().softplus(a.sub(excess)).add(excess);
    }

    @Override
    public SDVariable slice(SDVariable a, int from, int to) {
        return sized(graph.stridedSlice(a, new long[] {0, from}, new long[] {rows, to}, new long[] {1, 1}), to - from);
    }

    @Override
    public SDVariable concat(List<SDVariable> arrays) {
        if (arrays.size() == 1) {
            return arrays.get(0);
        }
        int width = arrays.stream().mapToInt(this::width).sum();
        return sized(graph.concat(1, arrays.toArray(SDVariable[]::new)), width);
    }

    @Override
    public SDVariable time() {
        SDVariable now = time;
        if (now == null) {
            throw new IllegalStateException("No step is being recorded");
        }
        return now;
    }
}
