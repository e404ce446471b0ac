package io.ntk.estimators.estimate;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.spi.Linearization;
import java.util.Optional;
import java.util.function.Supplier;

/** The operator Θ that an estimator is given, with its factor J (Θ = J Jᵀ) and the linearization of J if these are known. */
public final class Kernel {
    private final LinearOperator operator;
    private final Optional<LinearOperator> factor;
    private final Optional<Linearization> linearization;
    private final Optional<RepeatedKernel> repeated;
    private final Optional<ProductCounter> counter;

    private Kernel(
            LinearOperator operator,
            Optional<LinearOperator> factor,
            Optional<Linearization> linearization,
            Optional<RepeatedKernel> repeated,
            Optional<ProductCounter> counter) {
        this.operator = operator;
        this.factor = factor;
        this.linearization = linearization;
        this.repeated = repeated;
        this.counter = counter;
    }

    private Kernel(
            LinearOperator operator,
            Optional<LinearOperator> factor,
            Optional<Linearization> linearization,
            Optional<RepeatedKernel> repeated) {
        this(operator, factor, linearization, repeated, Optional.empty());
    }

    /**
     * {@return a kernel that is known only by its products}
     *
     * @param operator the operator
     */
    public static Kernel of(LinearOperator operator) {
        return new Kernel(operator, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * {@return the operator J Jᵀ}
     *
     * @param jacobian J
     */
    public static Kernel ofFactor(LinearOperator jacobian) {
        return new Kernel(jacobian.adjoint().gram(), Optional.of(jacobian), Optional.empty(), Optional.empty());
    }

    /**
     * {@return the neural tangent kernel of a linearization, which must stay open while the kernel is used}
     *
     * @param linearization of a model at one point
     */
    public static Kernel of(Linearization linearization) {
        return new Kernel(
                linearization.ntk(),
                Optional.of(linearization.jacobian()),
                Optional.of(linearization),
                Optional.empty());
    }

    /**
     * {@return this kernel, whose error by rounding a method may measure by a few products in a higher precision}
     *
     * @param higher gives the same linearization in float64 whenever such products are wanted; it must stay open while the kernel
     *     is used
     */
    public Kernel repeatedBy(Supplier<Linearization> higher) {
        return new Kernel(
                operator, factor, linearization, Optional.of(new RepeatedKernel(higher, vectors -> {})), counter);
    }

    /**
     * {@return this kernel, whose products go through an operator that stands for Θ}
     *
     * @param watching has the same images
     */
    public Kernel through(LinearOperator watching) {
        return new Kernel(watching, factor, linearization, repeated, counter);
    }

    /** {@return HΘH with H = I − 11ᵀ/n, whose rows and columns have the mean 0; known by its products and its factor HJ alone} */
    public Kernel centred() {
        Centring centring = new Centring(operator.domain());
        return new Kernel(
                new CentredKernel(operator, centring),
                factor.map(centring::compose),
                Optional.empty(),
                Optional.empty());
    }

    /** {@return the vector of equal elements and length 1 as a block of one column, which the caller closes} */
    public MultiVector uniform() {
        return Centring.uniform(operator.domain());
    }

    /** {@return whether {@link #repeat} can be called} */
    public boolean isRepeatable() {
        return repeated.isPresent();
    }

    /**
     * {@return ΘX, computed anew in float64}
     *
     * @param columns the columns of X
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if there is no room for the linearization
     * @throws IllegalStateException unless {@link #isRepeatable}
     */
    public double[][] repeat(double[][] columns) {
        return repeated.orElseThrow(() -> new IllegalStateException("not repeatable"))
                .times(columns);
    }

    /** {@return Θ} */
    public LinearOperator operator() {
        return operator;
    }

    /** {@return J with Θ = J Jᵀ, if it is known} */
    public Optional<LinearOperator> factor() {
        return factor;
    }

    /** {@return the linearization that J comes from, if there is one} */
    public Optional<Linearization> linearization() {
        return linearization;
    }

    /** {@return the number of rows of Θ that there are} */
    public long order() {
        return operator.range().order();
    }

    /** {@return whether Θ is known to be positive semi-definite} */
    public boolean isSemidefinite() {
        return operator.properties().contains(OperatorProperty.POSITIVE_SEMIDEFINITE);
    }

    /**
     * J.
     *
     * @param method the method that needs it, for the message
     * @return J with Θ = J Jᵀ
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if no factor is known
     */
    public LinearOperator requireFactor(String method) {
        return factor.orElseThrow(() -> new NtkException(
                ErrorId.OPERATOR_PROPERTY,
                "Method '" + method + "' needs the factor J of an operator J Jᵀ, which is not known for this one.",
                "Make the kernel from a linearization or from J, or use hutchinson or hutch++."));
    }

    /**
     * The linearization.
     *
     * @param method the method that needs it, for the message
     * @return the linearization that J comes from
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if the kernel was not made from one
     */
    public Linearization requireLinearization(String method) {
        return linearization.orElseThrow(() -> new NtkException(
                ErrorId.OPERATOR_PROPERTY,
                "Method '" + method + "' needs the linearization of a model, but was given a bare operator or P Pᵀ.",
                "Make the kernel from a linearization, or use another method, such as naive."));
    }

    /**
     * P.
     *
     * @param method the method that needs it, for the message
     * @return the propagation operator of the linearization that J = P F comes from; its products count as those with J
     * @throws NtkException as {@link #requireLinearization}
     */
    public LinearOperator requirePropagation(String method) {
        LinearOperator propagation = requireLinearization(method).propagation();
        return counter.map(of -> of.factor(propagation)).orElse(propagation);
    }

    /**
     * Refuses a kernel whose operator lacks a property.
     *
     * @param method the method that needs it, for the message
     * @param needed the properties it needs
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} naming what is missing
     */
    public void require(String method, OperatorProperty... needed) {
        operator.requireSquare(method);
        operator.require(method, needed);
    }

    /** The same kernel through operators that count. */
    Kernel countedBy(ProductCounter by) {
        return new Kernel(
                new CountingOperator(operator, by::kernelProducts, by::kernelProducts),
                factor.map(by::factor),
                linearization,
                repeated.map(kernel -> kernel.countedBy(by::repeatedProducts)),
                Optional.of(by));
    }
}
