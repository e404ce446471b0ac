package io.ntk.estimators.dynamics;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.cell.LinearCell;
import org.ejml.data.DMatrixRMaj;

/** Small networks with random parameters, inputs and initial states. */
final class DynamicsProblems {
    private DynamicsProblems() {}

    static Problem random(Cell cell, int trials, int steps, int units) {
        RecurrentModel model = new RecurrentModel("random", cell, 2, units);
        return new Problem(
                        model,
                        Parameters.of(model.layout(), numbers(1, model.layout().size(), 0.6)),
                        Inputs.of(trials, steps, 2, numbers(2, trials * steps * 2, 1)))
                .withInitialState(InitialState.of(trials, model.stateSize(), numbers(3, trials * model.stateSize(), 1)))
                .withPrecision(Precision.FLOAT64);
    }

    /** h′ = W h, without inputs. */
    static Problem linear(DMatrixRMaj weights, int trials, int steps) {
        int units = weights.getNumRows();
        RecurrentModel model = new RecurrentModel("linear", new LinearCell(), 1, units);
        double[] parameters = new double[model.layout().size()];
        System.arraycopy(
                weights.data, 0, parameters, model.layout().tensor("weight_hh").offset(), units * units);
        return new Problem(
                        model,
                        Parameters.of(model.layout(), parameters),
                        Inputs.of(trials, steps, 1, new double[trials * steps]))
                .withPrecision(Precision.FLOAT64);
    }

    private static double[] numbers(int seed, int count, double scale) {
        double[] numbers = new double[count];
        ProbeDistribution.GAUSSIAN.fill(seed, 0, 0, numbers, 0, count);
        for (int i = 0; i < count; i++) {
            numbers[i] *= scale;
        }
        return numbers;
    }

    /** A_t of a trial. */
    static DMatrixRMaj[] stateJacobians(Linearization linearization, int trial) {
        StateJacobians jacobians = new StateJacobians("test", linearization, 1 << 24, Integer.MAX_VALUE);
        int size = jacobians.size();
        DMatrixRMaj[] steps = new DMatrixRMaj[jacobians.steps(trial)];
        for (int t = 0; t < steps.length; t++) {
            steps[t] = new DMatrixRMaj(size, size);
            jacobians.of(trial).get(t * size * size, steps[t].data, 0, size * size);
        }
        return steps;
    }
}
