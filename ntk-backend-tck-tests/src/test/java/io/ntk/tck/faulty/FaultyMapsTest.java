package io.ntk.tck.faulty;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.LinearizationContract;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An engine that forgets how the used tensors depend on the trained ones fails. */
class FaultyMapsTest {
    @Test
    @DisplayName("slopes that are forgotten fail the central differences")
    void forgetsSlopes() {
        Verdict.of(ForgetsSlopes.class)
                .expectFailure("centralDifferences", "J u: element", "denseMatrices", "factors", "spaces");
    }

    static class ForgetsSlopes extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) -> right.linearize(withoutSlopes(problem)));
        }
    }

    @Test
    @DisplayName("slopes that are forgotten by the adjoint alone fail the comparison with dense matrices")
    void forgetsSlopesOfTheAdjoint() {
        Verdict.of(ForgetsSlopesOfTheAdjoint.class).expectFailure("denseMatrices", "Jᵀ: element", "factors");
    }

    static class ForgetsSlopesOfTheAdjoint extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) -> {
                Linearization without = right.linearize(withoutSlopes(problem));
                return new ForwardingLinearization(right.linearize(problem)) {
                    @Override
                    public void close() {
                        super.close();
                        without.close();
                    }

                    @Override
                    public LinearOperator jacobian() {
                        return new FaultyOperator(
                                super.jacobian(),
                                LinearOperator::apply,
                                (operator, x, y) -> without.jacobian().adjoint().apply(x, y));
                    }
                };
            });
        }
    }

    @Test
    @DisplayName("entries that are differentiated though they are not kept fail the central differences")
    void forgetsMasks() {
        Verdict.of(ForgetsMasks.class)
                .expectFailure(
                        "centralDifferences",
                        "some entries by V,readout*, float64 on reference (dual numbers in plain Java): J u: element",
                        "denseMatrices",
                        "factors",
                        "spaces");
    }

    static class ForgetsMasks extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) -> right.linearize(new Problem(
                    problem.model(),
                    problem.parameters(),
                    problem.inputs(),
                    problem.initialState(),
                    problem.observable(),
                    problem.selection(),
                    problem.precision(),
                    Optional.empty(),
                    problem.restriction())));
        }
    }

    private static Problem withoutSlopes(Problem problem) {
        RecurrentModel model = problem.model();
        if (model.weights().isIdentity()) {
            return problem;
        }
        RecurrentModel faulty = new RecurrentModel(
                model.name(), new Forgetful(model.cell()), model.inputSize(), model.hiddenSize(), model.readout());
        return new Problem(
                faulty,
                problem.parameters(),
                problem.inputs(),
                problem.initialState(),
                problem.observable(),
                problem.selection(),
                problem.precision(),
                problem.kept(),
                problem.restriction());
    }

    private record Forgetful(Cell cell) implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return cell.parameters(inputSize, hiddenSize);
        }

        @Override
        public WeightMap weights(int inputSize, int hiddenSize) {
            return new Slopeless(cell.weights(inputSize, hiddenSize));
        }

        @Override
        public int stateParts() {
            return cell.stateParts();
        }

        @Override
        public int observedPart() {
            return cell.observedPart();
        }

        @Override
        public List<Integer> stateWidths(int inputSize, int hiddenSize) {
            return cell.stateWidths(inputSize, hiddenSize);
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            return cell.step(math, theta, input, state);
        }

        @Override
        public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
            return cell.output(math, theta, state);
        }
    }

    private record Slopeless(WeightMap map) implements WeightMap {
        @Override
        public ParameterLayout trained() {
            return map.trained();
        }

        @Override
        public ParameterLayout used() {
            return map.used();
        }

        @Override
        public int[] sources() {
            return map.sources();
        }

        @Override
        public double[] values(double[] theta) {
            return map.values(theta);
        }

        @Override
        public double[] slopes(double[] theta) {
            double[] ones = map.slopes(theta);
            Arrays.fill(ones, 1);
            return ones;
        }
    }
}
