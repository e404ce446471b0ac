package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import java.util.function.DoubleConsumer;

/**
 * A way to sum Tr(Θ_a Θ_b) by pairs of parts of the parameters. All give the same number; they differ in their count of operations
 * and in the memory that they need, both of which follow from shapes alone.
 */
interface Contraction {
    /** More bytes than any limit: one column needs a buffer that is too large for Java. */
    long TOO_LARGE = Long.MAX_VALUE;

    /** {@return its name, which completes "contracted by …"} */
    String name();

    /** {@return the precision of its products} */
    Precision precision();

    /** {@return how it sums, and how many operations that takes} */
    default ContractionCount count() {
        return new ContractionCount(name(), precision(), flops());
    }

    /** {@return the fewest bytes of the memory limit with which it runs, or {@link #TOO_LARGE}} */
    long leastBytes();

    /** {@return the floating-point operations of {@link #compute}, within the memory limit, which is at least {@link #leastBytes}} */
    double flops();

    /** {@return the operations of large matrix products that take about as long as its own, by which contractions are compared} */
    default double effort() {
        return flops();
    }

    /** {@return as {@link #compute(DoubleConsumer)}, without telling how far it is} */
    default double[][] compute() {
        return compute(operations -> {});
    }

    /**
     * {@return Tr(Θ_{a,p} Θ_{b,q}) for each pair of parts p and q; the sum of all is Tr(Θ_a Θ_b)}
     *
     * @param done is told of the operations of each piece, by several threads
     */
    double[][] compute(DoubleConsumer done);
}
