package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphCacheTest {
    private static final RecurrentModel MODEL =
            new RecurrentModel("rnn_tanh", new RnnCell(RnnCell.Activation.TANH, true), 1, 2);

    private static Problem problem(int trials) {
        double[] theta = new double[MODEL.layout().size()];
        return new Problem(MODEL, Parameters.of(MODEL.layout(), theta), Inputs.of(trials, 1, 1, new double[trials]));
    }

    @Test
    void otherNumbersAndSelectionsShareAGraph() {
        double[] ones = new double[MODEL.layout().size()];
        Arrays.fill(ones, 1);
        Problem problem = problem(2);
        Problem other = problem.withParameters(Parameters.of(MODEL.layout(), ones))
                .withSelection(ParameterSelection.of(List.of("bias_hh")));
        try (GraphCache cache = new GraphCache()) {
            SameDiffGraph graph = cache.adjoint(GraphKey.of(problem, Factor.JACOBIAN));
            assertThat(cache.adjoint(GraphKey.of(other, Factor.JACOBIAN))).isSameAs(graph);
            Problem wide = problem.withPrecision(Precision.FLOAT64);
            assertThat(cache.adjoint(GraphKey.of(wide, Factor.JACOBIAN))).isNotSameAs(graph);
            assertThat(cache.adjoint(GraphKey.of(problem(3), Factor.JACOBIAN))).isNotSameAs(graph);
        }
    }

    @Test
    void forgetsTheGraphThatWasNotUsedForLongest() {
        GraphKey first = GraphKey.of(problem(1), Factor.JACOBIAN);
        GraphKey second = GraphKey.of(problem(2), Factor.JACOBIAN);
        try (GraphCache cache = new GraphCache()) {
            SameDiffGraph one = cache.tangent(first);
            SameDiffGraph two = cache.tangent(second);
            for (int trials = 3; trials <= 7; trials++) {
                assertThat(cache.tangent(first)).isSameAs(one);
                cache.tangent(GraphKey.of(problem(trials), Factor.JACOBIAN));
            }
            assertThat(cache.tangent(first)).isSameAs(one);
            assertThat(cache.tangent(second)).isNotSameAs(two);
        }
    }
}
