package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.EnumSet;
import java.util.Optional;

/** A backend that executors find as they find others, whose linearizations offer no step Jacobians. */
public final class NoStructureProvider implements BackendProvider {
    static final String ID = "no-structure";

    private static final Capabilities CAPABILITIES =
            new Capabilities(EnumSet.complementOf(EnumSet.of(Feature.STRUCTURE)), EnumSet.allOf(Precision.class));

    /** For {@link java.util.ServiceLoader}. */
    public NoStructureProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String description() {
        return "the reference without step Jacobians";
    }

    @Override
    public Availability availability() {
        return Availability.yes();
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        return new NoStructure(new ReferenceBackend());
    }

    private record NoStructure(ReferenceBackend whole) implements AutodiffBackend {
        @Override
        public String id() {
            return ID;
        }

        @Override
        public String engine() {
            return whole.engine();
        }

        @Override
        public Capabilities capabilities() {
            return CAPABILITIES;
        }

        @Override
        public Linearization linearize(Problem problem) {
            return new ForwardingLinearization(whole.linearize(problem)) {
                @Override
                public Optional<StepStructure> structure() {
                    return Optional.empty();
                }
            };
        }

        @Override
        public void close() {
            whole.close();
        }
    }
}
