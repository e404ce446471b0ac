package io.ntk.estimators.flow;

import static io.ntk.estimators.rounding.Repetition.dot;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.linalg.Finite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one small step of gradient descent does to what is observed: with the error e = ∂L/∂z, the gradient is Jᵀe, and z moves by
 * the flow δz = −J Jᵀe = −Θe for a unit of learning rate. It costs one product with Θ, one with Pᵀ and one with F; nothing is
 * sampled.
 */
public final class GradientFlow {
    private final List<Axis> axes;
    private final List<ParameterTensor> tensors;
    private final double[] error;
    private final double[] gradient;
    private final double[] flow;
    private final double errorNorm;
    private final double gradientNorm;
    private final double flowNorm;
    private final List<Stage> stages;

    /**
     * One operator on the way of the error to the flow.
     *
     * @param operator P*, K or P
     * @param gain the norm of what it makes of its argument, by the norm of the argument; NaN if that is 0
     */
    public record Stage(String operator, double gain) {}

    private GradientFlow(
            Linearization linearization,
            double[] error,
            double[] gradient,
            double[] flow,
            double errorNorm,
            List<Stage> stages) {
        this.axes = linearization.observationSpace().shape().axes();
        this.tensors = linearization.problem().labelledLayout().tensors();
        this.error = error.clone();
        this.gradient = gradient;
        this.flow = flow;
        this.errorNorm = errorNorm;
        this.gradientNorm = norm(gradient);
        this.flowNorm = norm(flow);
        this.stages = List.copyOf(stages);
    }

    /**
     * Computes the flow.
     *
     * @param linearization a linearization
     * @param error ∂L/∂z in the shape of what is observed, row-major; not modified
     * @return the flow
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for an error of another length, {@link ErrorId#NUMERICAL_FAILURE} if the
     *     error is zero, {@link ErrorId#NON_FINITE} if products leave the finite numbers
     */
    public static GradientFlow of(Linearization linearization, double[] error) {
        double errorNorm = Finite.require("The norm of the error", norm(error));
        if (errorNorm == 0) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The error is zero: the outputs are the targets at every step that counts, or do not depend on what is"
                            + " observed.",
                    "Give targets that the outputs miss.");
        }
        LinearOperator jacobian = linearization.jacobian();
        LinearOperator oneStep = linearization.oneStepJacobian();
        try (MultiVector e = column(linearization.observationSpace(), error);
                MultiVector propagated = linearization.propagation().adjoint().times(e);
                MultiVector g = jacobian.adjoint().times(e);
                MultiVector felt = oneStep.times(g);
                MultiVector moved = jacobian.times(g)) {
            double backward = propagated.norms()[0];
            double local = felt.norms()[0];
            double forward = moved.norms()[0];
            Finite.require("The norm of the flow", forward);
            double[] flow = moved.toArray(0);
            for (int i = 0; i < flow.length; i++) {
                // Not −0.0, which would be shown.
                flow[i] = 0 - flow[i];
            }
            return new GradientFlow(
                    linearization,
                    error,
                    g.toArray(0),
                    flow,
                    errorNorm,
                    List.of(
                            new Stage("P*", backward / errorNorm),
                            new Stage("K", local / backward),
                            new Stage("P", forward / local)));
        }
    }

    private static MultiVector column(VectorSpace space, double[] values) {
        MultiVector block = space.uninitialized(1);
        try {
            block.setColumn(0, values);
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
        return block;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }

    /** {@return Jᵀe, in the layout of the differentiated parameters: not a copy} */
    public double[] gradient() {
        return gradient;
    }

    /** {@return δz = −Θe, in the shape of what is observed, row-major: not a copy} */
    public double[] flow() {
        return flow;
    }

    /** {@return ‖e‖, positive} */
    public double errorNorm() {
        return errorNorm;
    }

    /** {@return ‖Jᵀe‖} */
    public double gradientNorm() {
        return gradientNorm;
    }

    /** {@return ‖δz‖} */
    public double flowNorm() {
        return flowNorm;
    }

    /** {@return eᵀΘe / ‖e‖², the rate at which the error falls along itself} */
    public double rayleigh() {
        double ratio = gradientNorm / errorNorm;
        return ratio * ratio;
    }

    /**
     * {@return eᵀΘe / (‖e‖² ‖Θ‖), in [0, 1]: how much of the kernel points at what is wrong}
     *
     * @param squaredNorm an estimate of ‖Θ‖² = Tr Θ²
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if the kernel is zero
     */
    public Estimate errorAlignment(Estimate squaredNorm) {
        if (!(squaredNorm.value() > 0)) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The kernel is zero, so that no error is learnt.",
                    "Check that the selected parameters influence what is observed on these inputs.");
        }
        double rayleigh = rayleigh();
        double value = rayleigh / Math.sqrt(squaredNorm.value());
        double slope = -value / (2 * squaredNorm.value());
        return MonotoneFunction.of(squaredNorm, square -> Math.min(1, rayleigh / Math.sqrt(square)), slope);
    }

    /**
     * {@return ‖Θ‖}
     *
     * @param squaredNorm an estimate of ‖Θ‖² = Tr Θ²
     */
    public static Estimate norm(Estimate squaredNorm) {
        return MonotoneFunction.of(squaredNorm, Math::sqrt, 0.5 / Math.sqrt(squaredNorm.value()));
    }

    /** {@return the gains of P*, K and P, whose product is ‖δz‖ / ‖e‖: where the error is amplified or lost} */
    public List<Stage> stages() {
        return stages;
    }

    /** {@return the share of each differentiated tensor in ‖Jᵀe‖²; they sum to 1, or are NaN if the gradient is zero} */
    public Map<String, Double> gradientShare() {
        double all = gradientNorm * gradientNorm;
        Map<String, Double> shares = new LinkedHashMap<>();
        for (ParameterTensor tensor : tensors) {
            double squares = 0;
            for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                squares += gradient[i] * gradient[i];
            }
            shares.put(tensor.name(), squares / all);
        }
        return shares;
    }

    /**
     * {@return the share of each index of an axis in ‖e‖²; they sum to 1}
     *
     * @param axis one of the observed axes, such as {@link Axis#TIME}
     * @throws java.util.NoSuchElementException for another name
     */
    public double[] errorShare(String axis) {
        return AxisShares.of(error, axes, axis);
    }

    /**
     * {@return the share of each index of an axis in ‖δz‖²; they sum to 1, or are NaN if nothing flows}
     *
     * @param axis one of the observed axes, such as {@link Axis#TIME}
     * @throws java.util.NoSuchElementException for another name
     */
    public double[] flowShare(String axis) {
        return AxisShares.of(flow, axes, axis);
    }
}
