package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import java.util.Arrays;
import java.util.List;

/**
 * Which axes of a kernel are kept, and what becomes of the others.
 *
 * @param axes the axes that are kept
 * @param sumsAllBlocks whether R is the sum Σ Θ[(i, ω), (j, ω′)] over all pairs of places ω, ω′ on the other axes, which is E Θ Eᵀ
 *     with E summing over them; otherwise it is their partial trace, the sum over the pairs of ω with itself alone
 */
public record Reduction(List<String> axes, boolean sumsAllBlocks) {
    private static final String SUM = "sum:";

    /** Copies the list. */
    public Reduction {
        axes = List.copyOf(axes);
    }

    /**
     * Reads a reduction as users write it.
     *
     * @param text such as {@code trial}, {@code trial,time} or {@code sum:trial,time}
     * @return the reduction; whether a kernel has these axes is not known yet
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if no axis is named
     */
    public static Reduction parse(String text) {
        boolean sums = text.startsWith(SUM);
        String names = sums ? text.substring(SUM.length()) : text;
        List<String> axes =
                Arrays.stream(names.split(",", -1)).map(String::strip).toList();
        if (axes.contains("") || axes.contains("sum")) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A reduction to '" + text + "' does not say which axes are kept.",
                    "Write trial, time or unit, or two of them as in trial,time; sum:trial,time sums all blocks instead of"
                            + " the diagonal ones.");
        }
        return new Reduction(axes, sums);
    }

    /** {@return as users write it} */
    public String label() {
        return (sumsAllBlocks ? SUM : "") + String.join(",", axes);
    }

    /** {@return which blocks are summed, in words} */
    public String blocks() {
        return sumsAllBlocks ? "all" : "diagonal";
    }

    /**
     * R without error.
     *
     * @param kernel Θ
     * @param options the memory limit counts
     * @return R
     * @throws NtkException as {@link PartialTrace#exact(Kernel, List, EstimatorOptions)} does
     */
    public PartialTrace exact(Kernel kernel, EstimatorOptions options) {
        return PartialTrace.exact(reduced(kernel), axes, options);
    }

    /**
     * R from random probes; without error where that takes no more products, which is so for the sum of all blocks if there are
     * no more of them on a side than samples.
     *
     * @param kernel Θ
     * @param options the samples are the products with the kernel
     * @return R
     * @throws NtkException as {@link PartialTrace#estimate(LinearOperator, List, EstimatorOptions)} does
     */
    public PartialTrace estimate(Kernel kernel, EstimatorOptions options) {
        Kernel reduced = reduced(kernel);
        return reduced.order() <= options.samples() && reduced.order() < kernel.order()
                ? PartialTrace.exact(reduced, axes, options)
                : PartialTrace.estimate(reduced.operator(), axes, options);
    }

    /** Where all blocks are summed, R is a kernel of its own with the factor E J, and nothing is left to be traced out. */
    private Kernel reduced(Kernel kernel) {
        if (!sumsAllBlocks) {
            return kernel;
        }
        LinearOperator jacobian = kernel.requireFactor("sum of all blocks");
        AxisLayout layout = AxisLayout.of(jacobian.range().shape(), axes);
        return Kernel.ofFactor(new AxisSum(jacobian.range(), layout).compose(jacobian));
    }
}
