package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.Optional;

/**
 * The derivative of what a model shows with respect to its parameters, J = ∂z/∂θ, at one point: linear operators on
 * blocks of vectors.
 *
 * <p>J factors as P F. The step s_t = f(s_{t−1}, x_t, θ) linearizes to δs_t = A_t δs_{t−1} + q_t; the one-step Jacobian
 * F takes a tangent of θ to q, and the propagation operator P takes q to the tangent of the observations. So
 * Θ = J Jᵀ = P K Pᵀ with K = F Fᵀ.
 *
 * <p>Extend {@link AbstractLinearization} to write one. The operators may be applied from several threads at once, each on blocks of its own.
 */
public interface Linearization extends AutoCloseable {
    /** {@return what was linearized} */
    Problem problem();

    /** {@return the space of what is observed, of shape {@link Problem#observedShape()}} */
    VectorSpace observationSpace();

    /** {@return the space of differentiated parameters, of shape {@link Problem#parameterShape()}} */
    VectorSpace parameterSpace();

    /** {@return the space of perturbations q of the dynamics, of shape {@link Problem#perturbationShape()}} */
    VectorSpace perturbationSpace();

    /** {@return what is observed, row-major in {@link Problem#observedShape()}: a copy, which the caller may change} */
    double[] observations();

    /** {@return J, from the parameter space to the state space; its adjoint is the vjp} */
    LinearOperator jacobian();

    /** {@return Θ = J Jᵀ, symmetric and positive semi-definite} */
    default LinearOperator ntk() {
        return jacobian().adjoint().gram();
    }

    /** {@return P, from the perturbation space to the state space} */
    LinearOperator propagation();

    /** {@return F, from the parameter space to the perturbation space} */
    LinearOperator oneStepJacobian();

    /**
     * {@return J, P or F}
     *
     * @param factor which
     */
    default LinearOperator operator(Factor factor) {
        return switch (factor) {
            case JACOBIAN -> jacobian();
            case PROPAGATION -> propagation();
            case ONE_STEP -> oneStepJacobian();
        };
    }

    /** {@return K = F Fᵀ on the perturbation space} */
    default LinearOperator oneStepKernel() {
        return oneStepJacobian().adjoint().gram();
    }

    /**
     * {@return J U; the caller closes it}
     *
     * @param u a block of the parameter space
     */
    default MultiVector jvp(MultiVector u) {
        return jacobian().times(u);
    }

    /**
     * {@return Jᵀ V; the caller closes it}
     *
     * @param v a block of the state space
     */
    default MultiVector vjp(MultiVector v) {
        return jacobian().adjoint().times(v);
    }

    /** {@return step Jacobians and features, if the backend offers them} */
    default Optional<StepStructure> structure() {
        return Optional.empty();
    }

    /**
     * Step Jacobians and features.
     *
     * @param method the method that needs them, for the message
     * @return the structure
     * @throws NtkException {@link ErrorId#CAPABILITY_MISSING} if the backend does not offer them
     */
    default StepStructure requireStructure(String method) {
        return structure()
                .orElseThrow(() -> new NtkException(
                        ErrorId.CAPABILITY_MISSING,
                        "Method '" + method + "' needs step Jacobians, which this backend does not offer.",
                        "Use the native backend, or another method."));
    }

    /**
     * Frees what the linearization holds; its operators, observations and structure fail with {@code CLOSED} from then on.
     * Products of other threads that have begun go on, and what they need is freed when they have ended; exact methods must have ended
     * before. Closing twice is harmless.
     */
    @Override
    void close();
}
