package io.ntk.estimators.statistics;

import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Meter;
import java.util.List;
import java.util.function.Function;

/** What all methods share: the checks before, the counting during, and where products left the finite numbers. */
public abstract class CheckedMethod {
    private final EstimatorDescription description;

    /**
     * Describes the method.
     *
     * @param description what it is and needs
     */
    protected CheckedMethod(EstimatorDescription description) {
        this.description = description;
    }

    /** {@return what it is and needs} */
    public final EstimatorDescription description() {
        return description;
    }

    /** {@return its name} */
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
     * What a method found.
     *
     * @param <T> its result
     * @param found the result
     * @param costs what it spent on each kernel
     */
    protected record Counted<T>(T found, List<Cost> costs) {}

    /**
     * Checks the options and runs the method.
     *
     * @param <T> its result
     * @param kernels the kernels
     * @param places where each is, for messages, such as {@code before training}
     * @param leastSamples the least budget the method can work with
     * @param options how
     * @param method the method, of the same kernels, whose products are counted
     * @return what it found and spent
     * @throws NtkException {@link io.ntk.api.ErrorId#INVALID_ARGUMENT} for a budget or a tolerance that the method cannot
     *     work with, and what the method throws
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
        try {
            return new Counted<>(method.apply(counted), meter.costs());
        } catch (NtkException e) {
            NtkException located = e;
            for (int i = 0; i < kernels.size(); i++) {
                located = Overflow.located(located, places.get(i), kernels.get(i));
            }
            throw located;
        }
    }
}
