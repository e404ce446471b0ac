package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Evaluates the nodes of a step for some trials, in float64 whatever the precision of the sweeps. */
final class Evaluator implements AutoCloseable {
    private final Graph graph;
    private final Arithmetic wide;
    private final Memory theta;
    private final double[] thetaValues;
    private final int rows;
    private final double[][] values;
    private final Memory left;
    private final Memory product;

    /**
     * Prepares for some trials.
     *
     * @param theta all parameters of the model, float64
     * @param thetaValues the same on the heap
     */
    Evaluator(Engine engine, Graph graph, Memory theta, double[] thetaValues, int rows) {
        this.graph = graph;
        this.wide = engine.arithmetic(Precision.FLOAT64);
        this.theta = theta;
        this.thetaValues = thetaValues;
        this.rows = rows;
        List<double[]> arrays = new ArrayList<>();
        int widest = 1;
        for (Node node : graph.nodes()) {
            arrays.add(new double[Math.multiplyExact(rows, node.width())]);
            widest = Math.max(widest, node.width());
        }
        this.values = arrays.toArray(new double[0][]);
        this.left = wide.memory((long) rows * widest);
        this.product = wide.memory((long) rows * widest);
    }

    /** The value of a node, {@code [rows, width]}; written to for the leaves INPUT and STATE. */
    double[] value(Node node) {
        return values[node.id()];
    }

    /** Evaluates everything but the leaves INPUT and STATE, which the caller has set. */
    void run(int step) {
        for (Node node : graph.nodes()) {
            evaluate(node, step);
        }
    }

    private void evaluate(Node node, int step) {
        double[] out = values[node.id()];
        switch (node.op()) {
            case INPUT, STATE -> {}
            case TIME -> Arrays.fill(out, step);
            case AFFINE -> affine(graph.sites().get(node.index()), out);
            case ADD -> {
                double[] a = value(node.argument(0));
                double[] b = value(node.argument(1));
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] + b[i];
                }
            }
            case SUBTRACT -> {
                double[] a = value(node.argument(0));
                double[] b = value(node.argument(1));
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] - b[i];
                }
            }
            case MULTIPLY -> {
                double[] a = value(node.argument(0));
                double[] b = value(node.argument(1));
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] * b[i];
                }
            }
            case DIVIDE -> {
                double[] a = value(node.argument(0));
                double[] b = value(node.argument(1));
                for (int i = 0; i < out.length; i++) {
                    out[i] = a[i] / b[i];
                }
            }
            case SLICE -> {
                double[] a = value(node.argument(0));
                int from = node.argument(0).width();
                for (int row = 0; row < rows; row++) {
                    System.arraycopy(a, row * from + node.index(), out, row * node.width(), node.width());
                }
            }
            case CONCAT -> {
                int at = 0;
                for (Node argument : node.arguments()) {
                    double[] a = value(argument);
                    for (int row = 0; row < rows; row++) {
                        System.arraycopy(a, row * argument.width(), out, row * node.width() + at, argument.width());
                    }
                    at += argument.width();
                }
            }
            default -> pointwise(node, value(node.argument(0)), out);
        }
    }

    private static void pointwise(Node node, double[] a, double[] out) {
        double constant = node.constant();
        for (int i = 0; i < out.length; i++) {
            double x = a[i];
            out[i] = switch (node.op()) {
                case SCALE -> x * constant;
                case SHIFT -> x + constant;
                case TANH -> ScalarFunctions.tanh(x);
                case SIGMOID -> ScalarFunctions.sigmoid(x);
                case RELU -> Math.max(x, 0);
                case SOFTPLUS -> ScalarFunctions.softplus(x);
                case EXP -> Math.exp(x);
                case TANH_SLOPE -> 1 - x * x;
                case SIGMOID_SLOPE -> x * (1 - x);
                case RELU_SLOPE -> x > 0 ? 1 : 0;
                case RECIPROCAL -> 1 / x;
                default -> throw new IllegalStateException("not pointwise: " + node);
            };
        }
    }

    private void affine(Site site, double[] out) {
        int width = site.width();
        ParameterTensor weight = site.weight();
        ParameterTensor bias = site.bias();
        Node feature = site.feature();
        if (weight != null && feature != null) {
            affineProduct(value(feature), feature.width(), weight.offset(), weight.columns(), width);
            product.doubles.get(0, out, 0, rows * width);
        } else {
            Arrays.fill(out, 0);
        }
        if (bias != null) {
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < width; i++) {
                    out[row * width + i] += thetaValues[bias.offset() + i];
                }
            }
        }
    }

    private void affineProduct(double[] x, int depth, int weightAt, int stride, int width) {
        left.doubles.put(0, x, 0, rows * depth);
        wide.gemm(false, true, rows, width, depth, 1, left, 0, depth, theta, weightAt, stride, 0, product, 0, width);
    }

    @Override
    public void close() {
        left.close();
        product.close();
    }
}
