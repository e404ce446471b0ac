package io.ntk.cli;

import io.ntk.api.spi.Linearization;
import java.util.concurrent.atomic.AtomicInteger;

/** The reference backend, which counts how often it linearizes. */
public final class CountingProvider extends AlteredReference {
    /** Since it was last set. */
    static final AtomicInteger LINEARIZATIONS = new AtomicInteger();

    /** Makes the provider. */
    public CountingProvider() {
        super("counting");
    }

    @Override
    Linearization altered(Linearization linearization) {
        LINEARIZATIONS.incrementAndGet();
        return linearization;
    }
}
