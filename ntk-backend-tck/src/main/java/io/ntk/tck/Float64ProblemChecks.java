package io.ntk.tck;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The checks on one problem in float64: besides those of every precision, differences of states, which need its digits. */
abstract class Float64ProblemChecks extends ProblemChecks {
    private static final double DIFFERENCE_STEP = 1e-5;
    /** The error of a central difference: its truncation and its rounding are both below 1e-8 of the result here. */
    private static final double DIFFERENCE_TOLERANCE = 1e-6;

    Float64ProblemChecks(LinearizationContract suite, Problem problem) {
        super(suite, problem);
    }

    @BeforeEach
    final void assumeFloat64() {
        suite.assumeFloat64();
    }

    @Test
    @DisplayName("required: J u is the central difference of the states")
    final void centralDifferences() {
        suite.assumeFeatures(Feature.FORWARD_MODE);
        try (Linearization derivative = suite.backend().linearize(problem);
                MultiVector block = Blocks.random(derivative.parameterSpace(), 1)) {
            double[] u = block.toArray(0);
            double[] expected = difference(
                    problem.withParameters(moved(u, DIFFERENCE_STEP)),
                    problem.withParameters(moved(u, -DIFFERENCE_STEP)));
            Expect.close("J u", Blocks.product(derivative.jacobian(), u), expected, DIFFERENCE_TOLERANCE);
        }
    }

    @Test
    @DisplayName("required: P q is how the states answer when q is added at every step")
    final void perturbedDynamics() {
        suite.assumeFeatures(Feature.PROPAGATION, Feature.FORWARD_MODE);
        try (Linearization derivative = suite.backend().linearize(problem);
                MultiVector block = Blocks.random(derivative.perturbationSpace(), 1)) {
            double[] q = block.toArray(0);
            double[] expected = difference(perturbed(q, DIFFERENCE_STEP), perturbed(q, -DIFFERENCE_STEP));
            addOutputPerturbation(q, expected);
            Expect.close("P q", Blocks.product(derivative.propagation(), q), expected, DIFFERENCE_TOLERANCE);
        }
    }

    private double[] difference(Problem forward, Problem backward) {
        try (Linearization plus = suite.backend().linearize(forward);
                Linearization minus = suite.backend().linearize(backward)) {
            double[] difference = plus.observations();
            double[] subtrahend = minus.observations();
            Arrays.setAll(difference, i -> (difference[i] - subtrahend[i]) / (2 * DIFFERENCE_STEP));
            return difference;
        }
    }

    /** {@return θ + step · u, where u is over the differentiated parameters only, and entries that are not kept stay} */
    private Parameters moved(double[] u, double step) {
        double[] theta = problem.parameters().toArray();
        problem.selectedLayout().tensors().forEach(tensor -> {
            int at = problem.model().layout().tensor(tensor.name()).offset();
            for (int i = 0; i < tensor.size(); i++) {
                boolean isKept =
                        problem.kept().isEmpty() || problem.kept().get().isKept(at + i);
                theta[at + i] += isKept ? step * u[tensor.offset() + i] : 0;
            }
        });
        return Parameters.of(problem.model().layout(), theta);
    }

    /** {@return the problem with step · q, without its output part, added to the state at every step} */
    private Problem perturbed(double[] q, double step) {
        RecurrentModel model = problem.model();
        Inputs inputs = problem.inputs();
        int width = problem.perturbationShape().axes().get(2).size();
        int perturbed = problem.perturbationShape().axes().get(1).size();
        int widened = inputs.size() + model.stateSize();
        double[] x = new double[inputs.trials() * inputs.steps() * widened];
        for (int b = 0; b < inputs.trials(); b++) {
            for (int t = 0; t < inputs.steps(); t++) {
                int row = b * inputs.steps() + t;
                for (int i = 0; i < inputs.size(); i++) {
                    x[row * widened + i] = inputs.get(b, t, i);
                }
                for (int i = 0; i < model.stateSize() && t < perturbed; i++) {
                    x[row * widened + inputs.size() + i] = step * q[(b * perturbed + t) * width + i];
                }
            }
        }
        RecurrentModel open = new RecurrentModel(
                model.name(),
                new PerturbedCell(model.cell(), inputs.size()),
                widened,
                model.hiddenSize(),
                model.readout());
        return new Problem(
                open,
                problem.parameters(),
                Inputs.of(inputs.trials(), inputs.steps(), widened, x),
                problem.initialState(),
                problem.observable(),
                problem.selection(),
                problem.precision(),
                Optional.empty(),
                problem.restriction());
    }

    /** Adds to what is observed the part of q that is added to the outputs. */
    private void addOutputPerturbation(double[] q, double[] observed) {
        if (!problem.observable().isOutput()) {
            return;
        }
        Indices steps = problem.restriction().stepsOf(problem.inputs().steps());
        Indices outputs = problem.restriction().unitsOf(problem.model().observedSize(problem.observable()));
        int width = problem.perturbationShape().axes().get(2).size();
        int perturbed = problem.perturbationShape().axes().get(1).size();
        for (int i = 0; i < observed.length; i++) {
            int row = i / outputs.size();
            boolean isFinal = problem.observable().isFinal();
            int trial = isFinal ? row : row / steps.size();
            int step = isFinal ? problem.usedSteps()[trial] - 1 : steps.get(row % steps.size());
            if (step >= 0 && problem.restriction().includes(trial, step)) {
                int output = problem.model().stateSize() + outputs.get(i % outputs.size());
                observed[i] += q[(trial * perturbed + step) * width + output];
            }
        }
    }
}
