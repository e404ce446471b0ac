package io.ntk.cli;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.reference.ReferenceProvider;

/** A backend whose derivative is one percent too large. */
public final class WrongProvider implements BackendProvider {
    private final BackendProvider right = new ReferenceProvider();

    @Override
    public String id() {
        return "wrong";
    }

    @Override
    public String description() {
        return "one percent off";
    }

    @Override
    public Availability availability() {
        return Availability.yes();
    }

    @Override
    public Capabilities capabilities() {
        return right.capabilities();
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        AutodiffBackend backend = right.create(options);
        return new AutodiffBackend() {
            @Override
            public String id() {
                return "wrong";
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
                Linearization exact = backend.linearize(problem);
                return new ForwardingLinearization(exact) {
                    @Override
                    public LinearOperator jacobian() {
                        return exact.jacobian().scaledBy(1.01);
                    }
                };
            }

            @Override
            public void close() {
                backend.close();
            }
        };
    }
}
