package io.ntk.cli;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.reference.ReferenceProvider;

/** The reference backend under another name, with linearizations that a subclass alters. */
abstract class AlteredReference implements BackendProvider {
    private final BackendProvider reference = new ReferenceProvider();
    private final String id;

    AlteredReference(String id) {
        this.id = id;
    }

    /** The linearization to hand out for one of the reference. */
    abstract Linearization altered(Linearization linearization);

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final String description() {
        return id;
    }

    @Override
    public final Availability availability() {
        return Availability.yes();
    }

    @Override
    public final Capabilities capabilities() {
        return reference.capabilities();
    }

    @Override
    public final AutodiffBackend create(BackendOptions options) {
        AutodiffBackend backend = reference.create(options);
        return new AutodiffBackend() {
            @Override
            public String id() {
                return id;
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
                return altered(backend.linearize(problem));
            }

            @Override
            public void close() {
                backend.close();
            }
        };
    }
}
