package io.ntk.estimators.exact;

import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.Work;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Adds up the operations of the pieces of a computation, which several threads do, and tells a listener. */
final class WorkMeter implements DoubleConsumer {
    /** J and its adjoint, each of which takes a parameter along a step forwards and backwards: two multiplications and additions. */
    private static final double OPERATIONS_PER_PARAMETER = 8;

    private final Progress progress;
    private final double expected;
    private final double bySampling;
    private double done;

    private WorkMeter(Progress progress, double expected, double bySampling) {
        this.progress = progress;
        this.expected = expected;
        this.bySampling = bySampling;
        progress.computed(new Work(0, expected, bySampling));
    }

    /**
     * {@return a meter at zero}
     *
     * @param progress the listener
     * @param contractions what will be computed
     * @param kernels the kernels that a method that samples would multiply
     */
    static WorkMeter of(Progress progress, List<Contraction> contractions, List<Linearization> kernels) {
        double product = kernels.stream()
                .distinct()
                .map(Linearization::problem)
                .mapToDouble(WorkMeter::operationsPerProduct)
                .sum();
        return new WorkMeter(
                progress, contractions.stream().mapToDouble(Contraction::flops).sum(), Work.SAMPLES * product);
    }

    /** {@return about how many operations a product with the kernel of a network takes} */
    static double operationsPerProduct(Problem network) {
        long steps = Arrays.stream(network.usedSteps()).asLongStream().sum();
        return OPERATIONS_PER_PARAMETER * steps * network.selectedLayout().size();
    }

    @Override
    public synchronized void accept(double operations) {
        done += operations;
        progress.computed(new Work(Math.min(done, expected), expected, bySampling));
    }
}
