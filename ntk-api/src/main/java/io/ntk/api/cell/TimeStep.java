package io.ntk.api.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/** Checks the time step of a continuous-time cell. */
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
