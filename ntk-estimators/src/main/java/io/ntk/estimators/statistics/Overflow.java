package io.ntk.estimators.statistics;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.Finite;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds the time step at which a product overflows, after an estimate has failed for that reason: states may be finite where
 * their derivatives are not. It repeats one product and looks at each step; only a failed run pays for this.
 */
public final class Overflow {
    private static final String LOCATED = " sweep over time ";
    private static final int UNIT = 2;

    private Overflow() {}

    /**
     * Runs a method, and says of a number that is not finite where the sweeps of the kernels overflow.
     *
     * @param <T> the type of the result
     * @param kernels the kernels
     * @param places the words for each kernel in messages, such as {@code before training}
     * @param method what is run
     * @return its result
     * @throws NtkException that of the method; of {@link ErrorId#NON_FINITE} with the sweep, the trial, the step and the unit
     */
    public static <T> T locating(List<Kernel> kernels, List<String> places, Supplier<T> method) {
        try {
            return method.get();
        } catch (NtkException e) {
            NtkException located = e;
            for (int i = 0; i < kernels.size(); i++) {
                located = located(located, places.get(i), kernels.get(i));
            }
            throw located;
        }
    }

    /**
     * {@return a failure that also says where the kernel's sweeps overflow, or the same one if they do not}
     *
     * @param which the kernel, in words that follow "the model" or "the kernel"
     */
    private static NtkException located(NtkException thrown, String which, Kernel kernel) {
        NtkException failure =
                Finite.remedied(thrown, kernel.operator().domain().precision());
        if (failure.id() != ErrorId.NON_FINITE
                || failure.problem().contains(LOCATED)
                || kernel.linearization().isEmpty()) {
            return failure;
        }
        return first(kernel.linearization().get())
                .map(place -> new NtkException(
                        failure.id(),
                        failure.problem() + " For the kernel " + which + ", " + place,
                        failure.remedy(),
                        failure))
                .orElse(failure);
    }

    private static Optional<String> first(Linearization derivative) {
        LinearOperator propagation;
        try {
            propagation = derivative.propagation();
        } catch (NtkException e) {
            // Not every backend tells the steps apart.
            return Optional.empty();
        }
        try (MultiVector probe = derivative.observationSpace().zeros(1)) {
            probe.fill(ProbeDistribution.RADEMACHER, 0, 0);
            try (MultiVector adjoints = propagation.adjoint().times(probe)) {
                Optional<String> place = place("reverse", adjoints, true);
                if (place.isPresent()) {
                    return place;
                }
            }
            try (MultiVector gradient = derivative.vjp(probe);
                    MultiVector perturbations = derivative.oneStepJacobian().times(gradient);
                    MultiVector tangents = propagation.times(perturbations)) {
                return place("forward", perturbations, false).or(() -> place("forward", tangents, false));
            }
        }
    }

    /** The first element in the order of the sweep that is not finite; of observations without a time axis, none. */
    private static Optional<String> place(String sweep, MultiVector block, boolean lastFirst) {
        if (block.space().shape().axes().size() <= UNIT) {
            return Optional.empty();
        }
        int steps = block.space().shape().axes().get(1).size();
        int units = block.space().shape().axes().get(UNIT).size();
        double[] values = block.toArray(0);
        for (int i = 0; i < steps; i++) {
            int step = lastFirst ? steps - 1 - i : i;
            for (int at = step * units; at < values.length; at += steps * units) {
                for (int unit = 0; unit < units; unit++) {
                    double value = values[at + unit];
                    if (!Double.isFinite(value)) {
                        return Optional.of("the " + sweep + LOCATED + "first finds " + value + " in trial "
                                + at / (steps * units) + " at step " + step + ", unit " + unit + ".");
                    }
                }
            }
        }
        return Optional.empty();
    }
}
