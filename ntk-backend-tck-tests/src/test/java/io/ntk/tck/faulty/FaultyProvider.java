package io.ntk.tck.faulty;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.reference.ReferenceProvider;

/** A provider of backends that are the reference backend but for one fault. */
class FaultyProvider implements BackendProvider {
    /** One for all, since its backends share what they computed. */
    private static final BackendProvider RIGHT = new ReferenceProvider();

    private final Fault fault;

    FaultyProvider(Fault fault) {
        this.fault = fault;
    }

    @Override
    public String id() {
        return RIGHT.id();
    }

    @Override
    public String description() {
        return RIGHT.description();
    }

    @Override
    public Availability availability() {
        return RIGHT.availability();
    }

    @Override
    public Capabilities capabilities() {
        return RIGHT.capabilities();
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        return new FaultyBackend(RIGHT.create(options), options);
    }

    private final class FaultyBackend implements AutodiffBackend {
        private final AutodiffBackend backend;
        private final BackendOptions options;

        FaultyBackend(AutodiffBackend backend, BackendOptions options) {
            this.backend = backend;
            this.options = options;
        }

        @Override
        public String id() {
            return backend.id();
        }

        @Override
        public String engine() {
            return backend.engine();
        }

        @Override
        public Capabilities capabilities() {
            return FaultyProvider.this.capabilities();
        }

        @Override
        public Linearization linearize(Problem problem) {
            return fault.linearize(backend, options, problem);
        }

        @Override
        public void close() {
            backend.close();
        }
    }
}
