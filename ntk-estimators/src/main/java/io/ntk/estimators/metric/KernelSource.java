package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Kernel;
import java.util.function.Consumer;

/** Opens a kernel for the duration of one action. */
@FunctionalInterface
public interface KernelSource {
    /**
     * Opens the kernel, and closes it afterwards.
     *
     * @param action takes the kernel, which it must not keep
     */
    void use(Consumer<Kernel> action);
}
