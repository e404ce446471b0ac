package io.ntk.estimators.metric;

import io.ntk.estimators.estimate.Kernel;
import java.util.function.Consumer;

/** Opens a kernel for the duration of one action. */
@FunctionalInterface
interface KernelSource {
    void use(Consumer<Kernel> action);
}
