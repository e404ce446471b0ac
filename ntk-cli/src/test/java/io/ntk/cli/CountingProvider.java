package io.ntk.cli;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.reference.ReferenceProvider;
import java.util.concurrent.atomic.AtomicInteger;

/** The reference backend, which counts how often it linearizes. */
public final class CountingProvider implements BackendProvider {
    /** Since it was last set. */
    static final AtomicInteger LINEARIZATIONS = new AtomicInteger();

    private final BackendProvider counted = new ReferenceProvider();

    @Override
    public String id() {
        return "counting";
    }

    @Override
    public String description() {
        return "counts";
    }

    @Override
    public Availability availability() {
        return Availability.yes();
    }

    @Override
    public Capabilities capabilities() {
        return counted.capabilities();
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        AutodiffBackend backend = counted.create(options);
        return new AutodiffBackend() {
            @Override
            public String id() {
                return "counting";
            }

            @Override
            public String engine() {
                return backend.engine();
            }

            @Override
            public Capabilities capabilities() {
                return backend.capabilities();
            }

            @Override
            public Linearization linearize(Problem problem) {
                LINEARIZATIONS.incrementAndGet();
                return backend.linearize(problem);
            }

            @Override
            public void close() {
                backend.close();
            }
        };
    }
}
