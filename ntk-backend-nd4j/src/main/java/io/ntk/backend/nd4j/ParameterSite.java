package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A place where differentiated parameters enter a program: an affine node a = G f with features f, the node's inputs
 * side by side and a 1 if there is a bias, and G the weights side by side and the sum of the biases.
 */
final class ParameterSite implements AutoCloseable {
    /** Columns {@code from …} of G are a tensor, whose differentiated elements begin at {@code offset}. */
    record Placement(int from, int columns, int rows, int offset) {}

    private final Node node;
    private final INDArray features;
    private final List<Placement> placements;

    private ParameterSite(Node node, INDArray features, List<Placement> placements) {
        this.node = node;
        this.features = features;
        this.placements = placements;
    }

    /** {@return whether an affine node uses a differentiated tensor} */
    static boolean isNeeded(Node node, ParameterLayout selected) {
        return node.operation == Operation.AFFINE
                && (node.weights.stream().anyMatch(selected::contains)
                        || node.biases.stream().anyMatch(selected::contains));
    }

    /** {@return the site of an affine node, with the features that a run kept} */
    static ParameterSite of(Node node, ParameterLayout selected, ProgramRun run, Storage storage, int rows) {
        List<Placement> placements = new ArrayList<>();
        List<Node> sources = new ArrayList<>();
        int width = 0;
        for (int i = 0; i < node.inputs.size(); i++) {
            if (selected.contains(node.weights.get(i))) {
                ParameterTensor weight = selected.tensor(node.weights.get(i));
                placements.add(new Placement(width, weight.columns(), weight.rows(), weight.offset()));
                sources.add(node.inputs.get(i));
                width += weight.columns();
            }
        }
        boolean bias = node.biases.stream().anyMatch(selected::contains);
        for (String name : node.biases) {
            if (selected.contains(name)) {
                placements.add(new Placement(
                        width, 1, node.width, selected.tensor(name).offset()));
            }
        }
        int featureWidth = width + (bias ? 1 : 0);
        INDArray features = storage.uninitialized(rows, featureWidth);
        if (bias) {
            features.assign(1);
        }
        int from = 0;
        for (Node source : sources) {
            Views.of(features, from, new long[] {rows, source.width}, featureWidth, 1)
                    .assign(run.values(source));
            from += source.width;
        }
        return new ParameterSite(node, features, placements);
    }

    Node node() {
        return node;
    }

    /** {@return f at every step, {@code [steps · trials, featureWidth]}} */
    INDArray features() {
        return features;
    }

    int featureWidth() {
        return (int) features.size(1);
    }

    /**
     * Reads G for each column of a block of parameter vectors.
     *
     * @param parameters {@code [k, M]}
     * @param column the first column
     * @param g receives {@code [k, width, featureWidth]}
     */
    void gather(INDArray parameters, int column, INDArray g) {
        boolean[] written = new boolean[featureWidth()];
        for (Placement placement : placements) {
            add(written, placement, slice(g, placement), tensor(parameters, column, placement, g.size(0)));
        }
    }

    /**
     * Adds G to each column of a block of parameter vectors.
     *
     * @param g {@code [k, width, featureWidth]}
     * @param parameters {@code [k, M]}
     * @param column the first column
     */
    void scatter(INDArray g, INDArray parameters, int column) {
        for (Placement placement : placements) {
            tensor(parameters, column, placement, g.size(0)).addi(slice(g, placement));
        }
    }

    /** Two biases share the last column of G, where they add up. */
    private static void add(boolean[] written, Placement placement, INDArray to, INDArray from) {
        if (written[placement.from()]) {
            to.addi(from);
        } else {
            to.assign(from);
            written[placement.from()] = true;
        }
    }

    private INDArray slice(INDArray g, Placement placement) {
        int d = featureWidth();
        return Views.of(
                g,
                placement.from(),
                new long[] {g.size(0), placement.rows(), placement.columns()},
                (long) node.width * d,
                d,
                1);
    }

    private static INDArray tensor(INDArray parameters, int column, Placement placement, long k) {
        long size = parameters.size(1);
        return Views.of(
                parameters,
                column * size + placement.offset(),
                new long[] {k, placement.rows(), placement.columns()},
                size,
                placement.columns(),
                1);
    }

    @Override
    public void close() {
        features.close();
    }
}
