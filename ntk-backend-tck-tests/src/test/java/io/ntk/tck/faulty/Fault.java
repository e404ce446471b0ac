package io.ntk.tck.faulty;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.ForwardingLinearization;
import java.util.function.UnaryOperator;

/** A mistake that a backend might make when it linearizes. */
interface Fault {
    /**
     * Linearizes wrongly.
     *
     * @param right a backend that does it right
     * @param options what the faulty backend was configured with
     * @param problem what to linearize
     */
    Linearization linearize(AutodiffBackend right, BackendOptions options, Problem problem);

    /** {@return the fault of an engine that is right but for what it hands out} */
    static Fault in(UnaryOperator<Linearization> mistake) {
        return (right, options, problem) -> mistake.apply(right.linearize(problem));
    }

    /** {@return the fault of an engine whose J is wrong} */
    static Fault inJacobian(FaultyOperator.Product forward, FaultyOperator.Product reverse) {
        return in(right -> new ForwardingLinearization(right) {
            @Override
            public LinearOperator jacobian() {
                return new FaultyOperator(right.jacobian(), forward, reverse);
            }
        });
    }
}
