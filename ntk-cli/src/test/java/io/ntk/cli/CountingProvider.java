package io.ntk.cli;

import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import java.util.concurrent.atomic.AtomicInteger;

/** The reference backend, which counts how often it linearizes. */
public final class CountingProvider extends AlteredReference {
    /** In float32, since it was last set. */
    static final AtomicInteger LINEARIZATIONS = new AtomicInteger();

    /** In float64, since it was last set. */
    static final AtomicInteger REPEATED = new AtomicInteger();

    /** Makes the provider. */
    public CountingProvider() {
        super("counting");
    }

    @Override
    Linearization altered(Linearization linearization) {
        (linearization.problem().precision() == Precision.FLOAT32 ? LINEARIZATIONS : REPEATED).incrementAndGet();
        return linearization;
    }
}
