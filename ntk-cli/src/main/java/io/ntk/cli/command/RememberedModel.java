package io.ntk.cli.command;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.metric.KernelSource;
import io.ntk.estimators.network.NetworkSnapshot;
import io.ntk.runtime.Float64Linearization;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Linearizes a model whenever its kernel is wanted, and remembers its states and weights from the first time. */
final class RememberedModel implements KernelSource {
    private final AutodiffBackend backend;
    private final Problem problem;
    private @Nullable NetworkSnapshot network;

    RememberedModel(AutodiffBackend backend, Problem problem) {
        this.backend = backend;
        this.problem = problem;
    }

    @Override
    public void use(Consumer<Kernel> action) {
        try (Linearization linearization = backend.linearize(problem);
                Float64Linearization repeated = new Float64Linearization(backend, linearization)) {
            if (network == null) {
                network = NetworkSnapshot.of(linearization);
            }
            action.accept(repeated.kernel());
        }
    }

    /** {@return its states and weights} */
    NetworkSnapshot network() {
        if (network == null) {
            use(kernel -> {});
        }
        return Objects.requireNonNull(network);
    }
}
