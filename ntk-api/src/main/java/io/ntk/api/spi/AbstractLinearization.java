package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import java.util.Set;
import java.util.function.Function;

/**
 * A linearization that holds its problem and its three spaces, and refuses what comes after {@link #close}: a subclass
 * writes the products with J, P and F and their adjoints, and may rely on blocks of the right spaces and equal numbers of
 * columns.
 *
 * <p>A product that is under way while another thread closes is the subclass's affair: where that matters it calls
 * {@link #requireOpen} again under its own lock.
 */
public abstract class AbstractLinearization implements Linearization {
    /** A sweep over so many columns takes what their parameters do, twice, and its steps. */
    private static final int SHARE = 4;

    private final Problem problem;
    private final VectorSpace observationSpace;
    private final VectorSpace parameterSpace;
    private final VectorSpace perturbationSpace;
    private final long workingStorage;
    private final Uses uses = new Uses(this::free);

    /**
     * Makes the spaces, all of one kind.
     *
     * @param problem what was linearized
     * @param space the space of tensors of a shape, in the problem's precision
     */
    protected AbstractLinearization(Problem problem, Function<IndexShape, ? extends VectorSpace> space) {
        this(problem, space, Long.MAX_VALUE);
    }

    /**
     * Makes the spaces, all of one kind.
     *
     * @param problem what was linearized
     * @param space the space of tensors of a shape, in the problem's precision
     * @param workingStorage the bytes that products work with, of which a quarter is for vectors between the two factors of a kernel
     */
    protected AbstractLinearization(
            Problem problem, Function<IndexShape, ? extends VectorSpace> space, long workingStorage) {
        this(problem, space, space, workingStorage);
    }

    /**
     * Makes the spaces, that of the parameters of a kind of its own.
     *
     * @param problem what was linearized
     * @param space the space of tensors over trials, of a shape, in the problem's precision
     * @param parameterSpace the space of parameters, of a shape, in the problem's precision
     */
    protected AbstractLinearization(
            Problem problem,
            Function<IndexShape, ? extends VectorSpace> space,
            Function<IndexShape, ? extends VectorSpace> parameterSpace) {
        this(problem, space, parameterSpace, Long.MAX_VALUE);
    }

    private AbstractLinearization(
            Problem problem,
            Function<IndexShape, ? extends VectorSpace> space,
            Function<IndexShape, ? extends VectorSpace> parameterSpace,
            long workingStorage) {
        this.problem = problem;
        this.workingStorage = workingStorage;
        this.observationSpace = space.apply(problem.observedShape());
        this.parameterSpace = parameterSpace.apply(problem.parameterShape());
        this.perturbationSpace = space.apply(problem.perturbationShape());
    }

    /**
     * Y ← A X.
     *
     * @param factor A
     * @param x a block of its domain; not modified
     * @param y a block of its range, overwritten
     */
    protected abstract void multiply(Factor factor, MultiVector x, MultiVector y);

    /**
     * Y ← Aᵀ X.
     *
     * @param factor A
     * @param x a block of its range; not modified
     * @param y a block of its domain, overwritten
     */
    protected abstract void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y);

    /** {@return a new array of what is observed, row-major} */
    protected abstract double[] copyObservations();

    /** Frees what is held. Called once, when products are refused and those that had begun have ended. */
    protected abstract void free();

    /**
     * Refuses work after {@link #close}.
     *
     * @throws NtkException {@link ErrorId#CLOSED}
     */
    protected final void requireOpen() {
        if (uses.isClosed()) {
            throw MultiVectors.closed("linearization");
        }
    }

    private void begin() {
        if (!uses.begin()) {
            throw MultiVectors.closed("linearization");
        }
    }

    @Override
    public final Problem problem() {
        return problem;
    }

    @Override
    public final VectorSpace observationSpace() {
        return observationSpace;
    }

    @Override
    public final VectorSpace parameterSpace() {
        return parameterSpace;
    }

    @Override
    public final VectorSpace perturbationSpace() {
        return perturbationSpace;
    }

    @Override
    public final double[] observations() {
        requireOpen();
        return copyObservations();
    }

    @Override
    public LinearOperator jacobian() {
        return new FactorOperator(Factor.JACOBIAN);
    }

    @Override
    public LinearOperator ntk() {
        return jacobian().adjoint().gram(workingStorage / SHARE);
    }

    @Override
    public LinearOperator oneStepKernel() {
        return oneStepJacobian().adjoint().gram(workingStorage / SHARE);
    }

    @Override
    public LinearOperator propagation() {
        return new FactorOperator(Factor.PROPAGATION);
    }

    @Override
    public LinearOperator oneStepJacobian() {
        return new FactorOperator(Factor.ONE_STEP);
    }

    @Override
    public final void close() {
        uses.close();
    }

    /** J, P or F. */
    private final class FactorOperator extends AbstractLinearOperator {
        private final Factor factor;

        FactorOperator(Factor factor) {
            super(
                    factor.isFromParameters() ? parameterSpace : perturbationSpace,
                    factor.isToObservations() ? observationSpace : perturbationSpace,
                    Set.of());
            this.factor = factor;
        }

        @Override
        protected void multiply(MultiVector x, MultiVector y) {
            begin();
            try {
                AbstractLinearization.this.multiply(factor, x, y);
            } finally {
                uses.end();
            }
        }

        @Override
        protected void multiplyAdjoint(MultiVector x, MultiVector y) {
            begin();
            try {
                AbstractLinearization.this.multiplyAdjoint(factor, x, y);
            } finally {
                uses.end();
            }
        }
    }
}
