package io.ntk.estimators.dynamics;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * P⁻¹, where all of the state is observed: P is block lower triangular with identities on its diagonal, and its inverse is block
 * bidiagonal, q_t = δs_t − A_t δs_{t−1}. A product costs as much as one with P. An instance may be used by one thread at a time.
 */
public final class InversePropagation extends AbstractLinearOperator {
    private static final String METHOD = "inverse propagation";

    private final StateJacobians jacobians;
    private final DirectBuffers workspace = new DirectBuffers(METHOD);

    /**
     * Makes P⁻¹.
     *
     * @param linearization of a network all of whose state is observed; it must stay open
     * @param memoryLimit the most bytes of step Jacobians that are kept from one product to the next
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} where P has no inverse, {@link ErrorId#CAPABILITY_MISSING} if the backend
     *     offers no step structure, {@link ErrorId#OUT_OF_MEMORY} if the step Jacobians of one trial do not fit
     */
    public InversePropagation(Linearization linearization, long memoryLimit) {
        super(linearization.observationSpace(), linearization.perturbationSpace(), Set.of());
        Optional<String> obstacle = obstacle(linearization);
        if (obstacle.isPresent()) {
            throw new NtkException(
                    ErrorId.OPERATOR_PROPERTY,
                    obstacle.get(),
                    "Observe the states of a cell whose whole state is what it shows.");
        }
        jacobians = new StateJacobians(METHOD, linearization, memoryLimit, Integer.MAX_VALUE);
    }

    /**
     * {@return why P has no inverse, as a sentence; empty if it has one}
     *
     * @param linearization of a network
     */
    public static Optional<String> obstacle(Linearization linearization) {
        Problem problem = linearization.problem();
        if (problem.observable() != Observable.STATES
                || !linearization
                        .observationSpace()
                        .shape()
                        .equals(linearization.perturbationSpace().shape())) {
            return Optional.of("P is not square, since its columns are perturbations of "
                    + linearization.perturbationSpace().shape() + " and its rows are the "
                    + problem.observable().label() + ", "
                    + linearization.observationSpace().shape()
                    + ": it has no inverse and no smallest singular value in this sense.");
        }
        StepStructure structure = linearization.requireStructure(METHOD);
        return structure.isObservationConstant() && isIdentity(structure.observation(), structure.stateSize())
                ? Optional.empty()
                : Optional.of("What is observed is not the state itself but a function of it.");
    }

    private static boolean isIdentity(double[] matrix, int size) {
        for (int at = 0; at < matrix.length; at++) {
            if (matrix[at] != (at / size == at % size ? 1 : 0)) {
                return false;
            }
        }
        return matrix.length == size * size;
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        forEachTrial(x, y, false);
    }

    /** (P⁻ᵀ q)_t = q_t − A_{t+1}ᵀ q_{t+1}. */
    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        forEachTrial(x, y, true);
    }

    private void forEachTrial(MultiVector x, MultiVector y, boolean isAdjoint) {
        int columns = x.columns();
        int stride = domain().shape().sizeOf(Axis.TIME) * jacobians.size();
        double[][] results = x.toArrays();
        DoubleBuffer from = workspace.get("from", (long) stride * columns);
        DoubleBuffer to = workspace.get("to", (long) stride * columns);
        for (int trial = 0; trial < jacobians.trials(); trial++) {
            int first = trial * stride;
            int length = jacobians.steps(trial) * jacobians.size();
            for (int i = 0; i < length; i++) {
                for (int j = 0; j < columns; j++) {
                    from.put(i * columns + j, results[j][first + i]);
                }
            }
            to.put(0, from, 0, length * columns);
            if (length > 0) {
                subtract(trial, from, to, columns, isAdjoint);
            }
            for (int i = 0; i < length; i++) {
                for (int j = 0; j < columns; j++) {
                    results[j][first + i] = to.get(i * columns + j);
                }
            }
        }
        y.setArrays(results);
    }

    /** Subtracts A_t X_{t−1} from step t, or A_tᵀ X_t from step t − 1. */
    private void subtract(int trial, DoubleBuffer from, DoubleBuffer to, int columns, boolean isAdjoint) {
        int size = jacobians.size();
        DoubleBuffer steps = jacobians.of(trial);
        for (int t = 1; t < jacobians.steps(trial); t++) {
            DenseMatrix step = DenseMatrix.of(steps, t * size * size, size, size);
            int now = t * size * columns;
            int before = now - size * columns;
            jacobians
                    .structure()
                    .products()
                    .multiply(
                            -1,
                            isAdjoint ? step.transpose() : step,
                            DenseMatrix.of(from, isAdjoint ? now : before, size, columns),
                            1,
                            DenseMatrix.of(to, isAdjoint ? before : now, size, columns));
        }
    }
}
