package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.program.Lane;
import io.ntk.program.Node;
import io.ntk.program.ParameterBlock;
import io.ntk.program.Site;
import io.ntk.program.StepProgram;
import io.ntk.program.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The derivative of a model along a run: a step's linear program, with the values that its coefficients and the features of
 * its parameters have at every step. It serves any number of vectors.
 */
final class LinearizedProgram implements AutoCloseable {
    private final StepProgram program;
    private final ParameterBlock.Set parameters;
    private final Weights weights;
    private final int trials;

    /** By the position of a coefficient in the program, {@code [steps · trials, width]}. */
    private final List<INDArray> coefficients = new ArrayList<>();

    /** By the position of a feature matrix in the set of parameters, {@code [steps · trials, depth]}. */
    private final List<INDArray> features = new ArrayList<>();

    /** Makes room for T steps of B trials; the caller closes the weights, not before this. */
    LinearizedProgram(
            StepProgram program,
            ParameterBlock.Set parameters,
            Weights weights,
            Storage storage,
            int steps,
            int trials) {
        this.program = program;
        this.parameters = parameters;
        this.weights = weights;
        this.trials = trials;
        long rows = (long) steps * trials;
        try {
            for (Node coefficient : program.coefficients()) {
                coefficients.add(storage.uninitialized(rows, coefficient.width()));
            }
            for (ParameterBlock.Features matrix : parameters.features()) {
                features.add(storage.uninitialized(rows, matrix.depth()).assign(1));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Keeps what the derivative at a step needs of the values there. */
    void keep(int step, StepEvaluator values) {
        long row = (long) step * trials;
        for (int i = 0; i < coefficients.size(); i++) {
            Node node = program.coefficients().get(i);
            Views.matrix(coefficients.get(i), row * node.width(), trials, node.width())
                    .assign(values.value(node));
        }
        for (int i = 0; i < features.size(); i++) {
            ParameterBlock.Features matrix = parameters.features().get(i);
            int depth = matrix.depth();
            long at = row * depth;
            for (ParameterBlock.FeatureColumns columns : matrix.columns()) {
                Node node = columns.node();
                if (node != null) {
                    Views.of(features.get(i), at, new long[] {trials, node.width()}, depth, 1)
                            .assign(values.value(node));
                }
                at += columns.width();
            }
        }
    }

    StepProgram program() {
        return program;
    }

    /** {@return where the differentiated parameters of a lane enter, or null if it has none} */
    @Nullable
    ParameterSite site(Lane lane) {
        return site(parameters.lanes().get(lane.index()));
    }

    /** {@return where the differentiated parameters of the readout enter, or null if it has none or is not observed} */
    @Nullable
    ParameterSite readoutSite() {
        return site(parameters.readout());
    }

    private @Nullable ParameterSite site(@Nullable ParameterBlock block) {
        return block == null ? null : new ParameterSite(block, features.get(block.features()));
    }

    /** {@return the factor of a term at a step, {@code [trials, 1, length]}, or null where there is none} */
    @Nullable
    INDArray coefficient(Term term, int step) {
        int index = program.coefficient(term);
        return index < 0
                ? null
                : Views.block(coefficients.get(index), (long) step * trials * term.length(), trials, 1, term.length());
    }

    /** {@return the rows of a site's weight that lead to a lane, {@code [lane width, feature width]}} */
    INDArray weight(Site site, StepProgram.Target target) {
        ParameterTensor weight = Objects.requireNonNull(site.weight());
        int columns = weight.columns();
        return Views.matrix(
                weights.get(weight.name()),
                (long) target.from() * columns,
                target.lane().width(),
                columns);
    }

    /** {@return a tensor of the model by name} */
    INDArray tensor(String name) {
        return weights.get(name);
    }

    @Override
    public void close() {
        coefficients.forEach(INDArray::close);
        coefficients.clear();
        features.forEach(INDArray::close);
        features.clear();
    }
}
