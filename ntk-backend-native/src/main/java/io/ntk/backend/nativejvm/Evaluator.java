package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.program.Node;
import io.ntk.program.Op;
import io.ntk.program.Site;
import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Evaluates the nodes of a step for some trials, in float64 whatever the precision of the sweeps.
 *
 * <p>Products with weights are made for all trials at once. Between them a few trials are taken through all operations, while
 * their values are in the cache; a value that no product and nobody outside needs is kept for these trials only.
 */
final class Evaluator implements AutoCloseable {
    /** Elements of a value that are evaluated together where it is as wide as the widest. */
    private static final int TILE = 1 << 10;

    private final StepProgram program;
    private final Arithmetic wide;
    private final Memory theta;
    private final int tileRows;
    private final List<Stage> stages;

    /** For each node that is needed its values, of all rows or of a tile. */
    private final double[][] values;

    /** For each node, whether the values of all rows are kept. */
    private final boolean[] isKept;

    private final Memory left;
    private final Memory product;

    @FunctionalInterface
    interface CoefficientSink {
        /**
         * Takes {@code count} values of one coefficient, in {@code values} from {@code at} on; the first trial is
         * {@code firstRow}.
         */
        void accept(int coefficient, double[] values, int at, int firstRow, int count);
    }

    /**
     * The affine products that depend on earlier stages only, and what follows from them without another product, in
     * order.
     */
    private record Stage(List<Node> affine, List<Node> elementwise, List<Integer> coefficients) {}

    /** Prepares to evaluate at most {@code rows} trials; {@code outside} are the nodes that {@link #value} is asked for. */
    Evaluator(Engine engine, StepProgram program, List<Node> outside, Memory theta, int rows) {
        this.program = program;
        this.wide = engine.arithmetic(Precision.FLOAT64);
        this.theta = theta;
        int count = program.nodes().size();
        List<Node> needed = program.needed(outside);
        int[] stageOf = new int[count];
        this.isKept = new boolean[count];
        outside.forEach(node -> isKept[node.id()] = true);
        this.stages = stages(needed, stageOf);
        this.values = new double[count][];
        int widest = 1;
        for (Node node : needed) {
            widest = Math.max(widest, node.width());
        }
        this.tileRows = Math.max(1, Math.min(rows, TILE / widest));
        for (Node node : needed) {
            int size = isKept[node.id()] ? rows : tileRows;
            values[node.id()] = new double[Math.multiplyExact(size, node.width())];
        }
        this.left = wide.memory((long) rows * widest);
        this.product = wide.memory((long) rows * widest);
    }

    /** Deals out all nodes that are needed, and marks those to be kept for a product or for a later stage. */
    private List<Stage> stages(List<Node> needed, int[] stageOf) {
        List<Stage> all = new ArrayList<>();
        for (Node node : needed) {
            boolean isProduct = node.op() == Op.AFFINE;
            int stage = isProduct ? 1 : 0;
            for (Node argument : node.arguments()) {
                stage = Math.max(stage, stageOf[argument.id()] + (isProduct ? 1 : 0));
            }
            for (Node argument : node.arguments()) {
                isKept[argument.id()] |= stageOf[argument.id()] < stage;
            }
            stageOf[node.id()] = stage;
            while (all.size() <= stage) {
                all.add(new Stage(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
            }
            boolean isLeaf = node.op() == Op.INPUT || node.op() == Op.STATE;
            isKept[node.id()] |= isProduct || isLeaf;
            if (isProduct) {
                all.get(stage).affine().add(node);
            } else if (!isLeaf) {
                all.get(stage).elementwise().add(node);
            }
        }
        for (int i = 0; i < program.coefficients().size(); i++) {
            all.get(stageOf[program.coefficients().get(i).id()]).coefficients().add(i);
        }
        return all;
    }

    /** The value of a node that was asked for or is a leaf, {@code [rows, width]}; written to for INPUT and STATE. */
    double[] value(Node node) {
        return values[node.id()];
    }

    /**
     * Evaluates everything but the leaves INPUT and STATE, which the caller has set, for the first {@code rows} trials, and passes
     * {@code coefficients} on.
     */
    void run(int step, int rows, List<Node> coefficients, CoefficientSink sink) {
        for (Stage stage : stages) {
            for (Node node : stage.affine()) {
                affine(program.sites().get(node.index()), rows, value(node));
            }
            for (int first = 0; first < rows; first += tileRows) {
                int count = Math.min(tileRows, rows - first);
                for (Node node : stage.elementwise()) {
                    evaluate(node, first, count, step);
                }
                for (int i : stage.coefficients()) {
                    Node node = coefficients.get(i);
                    sink.accept(i, value(node), at(node, first), first, count * node.width());
                }
            }
        }
    }

    /** The offset of a row's values; a tile's first row has offset 0. */
    private int at(Node node, int row) {
        return isKept[node.id()] ? row * node.width() : 0;
    }

    private void evaluate(Node node, int row, int count, int step) {
        double[] out = value(node);
        int at = at(node, row);
        int elements = count * node.width();
        switch (node.op()) {
            case INPUT, STATE, AFFINE -> throw new IllegalStateException("not element by element: " + node);
            case TIME -> Arrays.fill(out, at, at + elements, step);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE -> {
                Node a = node.argument(0);
                Node b = node.argument(1);
                binary(node.op(), value(a), at(a, row), value(b), at(b, row), out, at, elements);
            }
            case SLICE -> {
                Node a = node.argument(0);
                int from = at(a, row) + node.index();
                for (int i = 0; i < count; i++) {
                    System.arraycopy(value(a), from + i * a.width(), out, at + i * node.width(), node.width());
                }
            }
            case CONCAT -> {
                int column = at;
                for (Node a : node.arguments()) {
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(
                                value(a), at(a, row) + i * a.width(), out, column + i * node.width(), a.width());
                    }
                    column += a.width();
                }
            }
            default -> {
                Node a = node.argument(0);
                unary(node, value(a), at(a, row), out, at, elements);
            }
        }
    }

    // One loop for each operation: with a choice inside, the compiler vectorises none.

    private static void binary(Op op, double[] a, int aAt, double[] b, int bAt, double[] out, int at, int count) {
        switch (op) {
            case ADD -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = a[aAt + i] + b[bAt + i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = a[aAt + i] - b[bAt + i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = a[aAt + i] * b[bAt + i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = a[aAt + i] / b[bAt + i];
                }
            }
            default -> throw new IllegalStateException("takes no two arrays: " + op);
        }
    }

    private static void unary(Node node, double[] a, int aAt, double[] out, int at, int count) {
        double constant = node.constant();
        switch (node.op()) {
            case SCALE -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = a[aAt + i] * constant;
                }
            }
            case SHIFT -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = a[aAt + i] + constant;
                }
            }
            case FUNCTION -> ElementaryFunctions.apply(node.function(), a, aAt, out, at, count);
            default -> throw new IllegalStateException("takes no single array: " + node);
        }
    }

    private void affine(Site site, int rows, double[] out) {
        int width = site.width();
        ParameterTensor weight = site.weight();
        ParameterTensor bias = site.bias();
        Node feature = site.feature();
        if (weight != null && feature != null) {
            affineProduct(value(feature), rows, feature.width(), weight.offset(), weight.columns(), width);
            product.doubles.get(0, out, 0, rows * width);
        } else {
            Arrays.fill(out, 0);
        }
        if (bias != null) {
            double[] values = new double[width];
            theta.doubles.get(bias.offset(), values);
            for (int row = 0; row < rows; row++) {
                for (int i = 0; i < width; i++) {
                    out[row * width + i] += values[i];
                }
            }
        }
    }

    private void affineProduct(double[] x, int rows, int depth, int weightAt, int stride, int width) {
        left.doubles.put(0, x, 0, rows * depth);
        MatrixView weight = theta.matrix(weightAt, width, depth, stride);
        wide.multiply(1, left.matrix(0, rows, depth), weight.transpose(), 0, product.matrix(0, rows, width));
    }

    @Override
    public void close() {
        left.close();
        product.close();
    }
}
