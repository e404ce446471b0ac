package io.ntk.estimators.estimate;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Arrays;

/** The positive semi-definite operators that the factors of J = P F give. */
public enum KernelOperator {
    /** Θ = J Jᵀ, on what is observed. */
    NTK("ntk", "Θ", "the neural tangent kernel"),
    /** K = F Fᵀ, on perturbations of the dynamics: what parameters change within a step. */
    ONE_STEP("one-step", "K", "the one-step kernel K = F Fᵀ"),
    /** P Pᵀ, on what is observed: how the dynamics pass perturbations on, whatever the parameters. */
    PROPAGATION("propagation", "P Pᵀ", "the propagation kernel P Pᵀ");

    private final String label;
    private final String symbol;
    private final String title;

    KernelOperator(String label, String symbol, String title) {
        this.label = label;
        this.symbol = symbol;
        this.title = title;
    }

    /** {@return the name that users write, such as {@code one-step}} */
    public String label() {
        return label;
    }

    /** {@return the letters that formulas write} */
    public String symbol() {
        return symbol;
    }

    /** {@return what sentences call it, with its article} */
    public String title() {
        return title;
    }

    /**
     * {@return the axes of the vectors that it acts on}
     *
     * @param problem of a model
     */
    public IndexShape shape(Problem problem) {
        return this == ONE_STEP ? problem.perturbationShape() : problem.observedShape();
    }

    /**
     * {@return the operator of a linearization, which must stay open while the kernel is used}
     *
     * @param linearization of a model at one point
     */
    public Kernel of(Linearization linearization) {
        return switch (this) {
            case NTK -> Kernel.of(linearization);
            case ONE_STEP -> Kernel.of(new OneStepLinearization(linearization));
            case PROPAGATION -> Kernel.ofFactor(linearization.propagation());
        };
    }

    /**
     * Reads an operator as users write it.
     *
     * @param label {@code ntk}, {@code one-step} or {@code propagation}
     * @return the operator
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static KernelOperator parse(String label) {
        return Arrays.stream(values())
                .filter(operator -> operator.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "There is no operator '" + label + "'.",
                        ClosestName.remedy(
                                label,
                                Arrays.stream(values())
                                        .map(KernelOperator::label)
                                        .toList())));
    }
}
