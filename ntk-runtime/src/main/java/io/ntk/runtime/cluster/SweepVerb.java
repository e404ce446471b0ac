package io.ntk.runtime.cluster;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.Locale;

/** The verbs of the command line that a sweep makes of every row of its table. */
public enum SweepVerb {
    /** The alignment of two kernels. */
    ALIGN,
    /** The trace of an operator, or of its square. */
    TRACE,
    /** The leading eigenvalues of an operator, or singular values of the propagation. */
    SPECTRUM,
    /** What gradient descent on targets does next. */
    FLOW;

    /** {@return the name that users write} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the verb of that name}
     *
     * @param label such as {@code align}
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a name of none
     */
    public static SweepVerb parse(String label) {
        return Arrays.stream(values())
                .filter(verb -> verb.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Sweeps are not made of '" + label + "'.",
                        ClosestName.remedy(
                                label,
                                Arrays.stream(values()).map(SweepVerb::label).toList())));
    }
}
