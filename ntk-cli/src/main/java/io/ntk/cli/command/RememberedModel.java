package io.ntk.cli.command;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.network.NetworkSnapshot;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Linearizes a model whenever it is wanted, and remembers its states and weights from the first time. */
final class RememberedModel implements Supplier<Linearization> {
    private final AutodiffBackend backend;
    private final Problem problem;
    private @Nullable NetworkSnapshot network;

    RememberedModel(AutodiffBackend backend, Problem problem) {
        this.backend = backend;
        this.problem = problem;
    }

    @Override
    public Linearization get() {
        Linearization linearization = backend.linearize(problem);
        if (network == null) {
            network = NetworkSnapshot.of(linearization);
        }
        return linearization;
    }

    /** {@return its states and weights} */
    NetworkSnapshot network() {
        if (network == null) {
            get().close();
        }
        return Objects.requireNonNull(network);
    }
}
