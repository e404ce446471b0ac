package io.ntk.api.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/** The check that every continuous-time cell makes of its time step. */
final class TimeStep {
    private TimeStep() {}

    static double check(double dt) {
        if (!(dt > 0) || Double.isInfinite(dt)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The time step dt is " + dt + ".", "Give a positive, finite number.");
        }
        return dt;
    }
}
