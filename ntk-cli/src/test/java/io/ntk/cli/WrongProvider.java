package io.ntk.cli;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
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
                return new WrongLinearization(backend.linearize(problem));
            }

            @Override
            public void close() {
                backend.close();
            }
        };
    }

    private record WrongLinearization(Linearization right) implements Linearization {
        @Override
        public Problem problem() {
            return right.problem();
        }

        @Override
        public VectorSpace observationSpace() {
            return right.observationSpace();
        }

        @Override
        public VectorSpace parameterSpace() {
            return right.parameterSpace();
        }

        @Override
        public VectorSpace perturbationSpace() {
            return right.perturbationSpace();
        }

        @Override
        public double[] observations() {
            return right.observations();
        }

        @Override
        public LinearOperator jacobian() {
            return right.jacobian().scaledBy(1.01);
        }

        @Override
        public LinearOperator propagation() {
            return right.propagation();
        }

        @Override
        public LinearOperator oneStepJacobian() {
            return right.oneStepJacobian();
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
