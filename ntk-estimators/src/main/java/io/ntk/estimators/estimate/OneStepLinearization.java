package io.ntk.estimators.estimate;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;

/**
 * A linearization whose steps each start from the state that they really started from, and whose perturbations are what is
 * observed: J is F and P the identity, so that its kernel is the one-step kernel K = F Fᵀ of another.
 */
public final class OneStepLinearization implements Linearization {
    private final Linearization whole;
    private final Problem problem;

    /**
     * Views another linearization, which must stay open.
     *
     * @param whole the other
     */
    public OneStepLinearization(Linearization whole) {
        this.whole = whole;
        Observable observable = whole.problem().observable();
        this.problem = (observable.isFinal()
                        ? whole.problem().withObservable(observable.isOutput() ? Observable.OUTPUTS : Observable.STATES)
                        : whole.problem())
                .withRestriction(usedSteps(whole.problem()));
    }

    /** All units of every step that something looked at depends on. */
    private static Restriction usedSteps(Problem problem) {
        if (problem.restriction().isNone()) {
            return Restriction.NONE;
        }
        int[] used = problem.usedSteps();
        int all = problem.inputs().steps();
        int last = problem.perturbationShape().sizeOf(Axis.TIME);
        double[] valid = new double[used.length * all];
        for (int trial = 0; trial < used.length; trial++) {
            Arrays.fill(valid, trial * all, trial * all + used[trial], 1);
        }
        return Restriction.NONE.withSteps(Indices.range(0, last)).withValid(ValidSteps.of(used.length, all, valid));
    }

    /** {@return the other} */
    public Linearization whole() {
        return whole;
    }

    /** {@return the other's problem with every step observed that what is looked at depends on} */
    @Override
    public Problem problem() {
        return problem;
    }

    @Override
    public VectorSpace observationSpace() {
        return whole.perturbationSpace();
    }

    @Override
    public VectorSpace parameterSpace() {
        return whole.parameterSpace();
    }

    @Override
    public VectorSpace perturbationSpace() {
        return whole.perturbationSpace();
    }

    /** {@return what the other observes} */
    @Override
    public double[] observations() {
        return whole.observations();
    }

    @Override
    public LinearOperator jacobian() {
        return whole.oneStepJacobian();
    }

    @Override
    public LinearOperator ntk() {
        return whole.oneStepKernel();
    }

    @Override
    public LinearOperator propagation() {
        return new Identity(whole.perturbationSpace());
    }

    @Override
    public LinearOperator oneStepJacobian() {
        return whole.oneStepJacobian();
    }

    /** {@return the other's pieces, with no carry from step to step, if they speak of all its perturbations and of no others} */
    @Override
    public Optional<StepStructure> structure() {
        int units = whole.perturbationSpace().shape().sizeOf(Axis.UNIT);
        return whole.structure()
                .filter(pieces -> pieces.perturbationSize() == units)
                .map(OneStepStructure::new);
    }

    @Override
    public StepStructure requireStructure(String method) {
        whole.requireStructure(method);
        return structure()
                .orElseThrow(() -> new NtkException(
                        ErrorId.CAPABILITY_MISSING,
                        "Method '" + method
                                + "' does not compute the one-step kernel of this model, whose step Jacobians are of"
                                + " other perturbations.",
                        "Use naive, or a method that samples."));
    }

    /** Does nothing: the other is closed by whoever opened it. */
    @Override
    public void close() {}

    /** I. */
    private static final class Identity extends AbstractLinearOperator {
        Identity(VectorSpace space) {
            super(space, space, EnumSet.allOf(OperatorProperty.class));
        }

        @Override
        protected void multiply(MultiVector x, MultiVector y) {
            y.set(x);
        }

        @Override
        protected void multiplyAdjoint(MultiVector x, MultiVector y) {
            y.set(x);
        }
    }
}
