package io.ntk.estimators.exact;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.Work;
import java.util.List;
import java.util.function.DoubleConsumer;

/** Adds up the operations of the pieces of a computation, which several threads do, and tells a listener. */
final class WorkMeter implements DoubleConsumer {
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
        return of(
                progress, contractions.stream().mapToDouble(Contraction::flops).sum(), kernels);
    }

    /**
     * {@return a meter at zero}
     *
     * @param progress the listener
     * @param expected the operations of what will be computed
     * @param kernels the kernels that a method that samples would multiply
     */
    static WorkMeter of(Progress progress, double expected, List<Linearization> kernels) {
        double product = kernels.stream()
                .distinct()
                .map(Linearization::problem)
                .mapToDouble(Work::ofProduct)
                .sum();
        return new WorkMeter(progress, expected, Work.SAMPLES * product);
    }

    @Override
    public synchronized void accept(double operations) {
        done += operations;
        progress.computed(new Work(Math.min(done, expected), expected, bySampling));
    }
}
