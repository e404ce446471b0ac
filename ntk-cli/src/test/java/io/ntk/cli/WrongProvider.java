package io.ntk.cli;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.spi.Linearization;
import io.ntk.tck.ForwardingLinearization;

/** A backend whose derivative is one percent too large. */
public final class WrongProvider extends AlteredReference {
    /** Makes the provider. */
    public WrongProvider() {
        super("wrong");
    }

    @Override
    Linearization altered(Linearization linearization) {
        return new ForwardingLinearization(linearization) {
            @Override
            public LinearOperator jacobian() {
                return linearization.jacobian().scaledBy(1.01);
            }
        };
    }
}
