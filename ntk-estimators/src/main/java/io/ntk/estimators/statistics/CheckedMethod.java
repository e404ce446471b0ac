package io.ntk.estimators.statistics;

import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Meter;
import java.util.List;
import java.util.function.Function;

/** The base of all methods: it checks the options, counts the products, and says where products overflowed. */
public abstract class CheckedMethod {
    private final EstimatorDescription description;

    /**
     * Describes the method.
     *
     * @param description its name, its summary and its needs
     */
    protected CheckedMethod(EstimatorDescription description) {
        this.description = description;
    }

    /** {@return what the method is called, does and needs} */
    public final EstimatorDescription description() {
        return description;
    }

    /** {@return the name of the method} */
    protected final String name() {
        return description.name();
    }

    /**
     * {@return the dimension in which probes are drawn: the largest budget that makes sense}
     *
     * @param kernel one of the kernels
     */
    protected long mostSamples(Kernel kernel) {
        return kernel.order();
    }

    /**
     * The result of a method with its cost.
     *
     * @param <T> the type of the result
     * @param found the result
     * @param costs the products spent on each kernel
     */
    protected record Counted<T>(T found, List<Cost> costs) {}

    /**
     * Checks the options and runs the method.
     *
     * @param <T> the type of the result
     * @param kernels the kernels
     * @param places the words for each kernel in messages, such as {@code before training}
     * @param leastSamples the least budget the method can work with
     * @param options budget, seed, probes, tolerance and memory
     * @param method takes the same kernels, whose products are counted
     * @return the result and its cost
     * @throws NtkException {@link io.ntk.api.ErrorId#INVALID_ARGUMENT} for a budget or a tolerance that the method cannot
     *     work with; the method may throw others
     */
    protected final <T> Counted<T> run(
            List<Kernel> kernels,
            List<String> places,
            int leastSamples,
            EstimatorOptions options,
            Function<List<Kernel>, T> method) {
        options.requireSamples(name(), leastSamples, mostSamples(kernels.get(0)));
        options.requireToleranceSupported(description);
        Meter meter = new Meter(options.progress(), (long) kernels.size() * options.samples());
        List<Kernel> counted = kernels.stream().map(meter::attach).toList();
        return Overflow.locating(kernels, places, () -> new Counted<>(method.apply(counted), meter.costs()));
    }
}
