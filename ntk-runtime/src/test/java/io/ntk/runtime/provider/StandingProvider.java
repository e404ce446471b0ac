package io.ntk.runtime.provider;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Set;

/** A backend of the class path, which says in its engine's text whether it has been stopped. */
public final class StandingProvider implements BackendProvider {
    /** For {@link java.util.ServiceLoader}. */
    public StandingProvider() {}

    @Override
    public String id() {
        return "standing";
    }

    @Override
    public String description() {
        return "nothing";
    }

    @Override
    public Availability availability() {
        return Availability.yes();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Set.of(), Set.of(Precision.values()));
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        return new AutodiffBackend() {
            private boolean closed;

            @Override
            public String id() {
                return "standing";
            }

            @Override
            public String engine() {
                return options.threads() + " threads" + (closed ? ", closed" : "");
            }

            @Override
            public Capabilities capabilities() {
                return StandingProvider.this.capabilities();
            }

            @Override
            public Linearization linearize(Problem problem) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }
}
