package io.ntk.estimators.estimate;

import java.util.ArrayList;
import java.util.List;

/** Counts the products that one estimation spends on each of its kernels, and tells the listener. */
public final class Meter {
    private final Progress progress;
    private final long expected;
    private final List<ProductCounter> counters = new ArrayList<>();

    /**
     * Starts at zero.
     *
     * @param progress the listener, called after every block of products
     * @param expected the largest number of products that there can be, over all kernels
     */
    public Meter(Progress progress, long expected) {
        this.progress = progress;
        this.expected = expected;
    }

    /**
     * Counts the products of a kernel from now on.
     *
     * @param kernel a kernel
     * @return the same kernel, whose products are counted
     */
    public Kernel attach(Kernel kernel) {
        ProductCounter counter = new ProductCounter(this::report);
        counters.add(counter);
        return kernel.countedBy(counter);
    }

    /** {@return what was spent on each attached kernel, in order} */
    public List<Cost> costs() {
        return counters.stream().map(ProductCounter::cost).toList();
    }

    private void report() {
        long spent = costs().stream().mapToLong(Cost::products).sum();
        progress.made(spent, Math.max(spent, expected));
    }
}
