package io.ntk.estimators.probe;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.Locale;

/**
 * The distribution of random probe vectors ω; E ωωᵀ = I for every kind.
 *
 * <p>For a symmetric A of order n, m times the variance of the mean of ωᵀAω over m probes is, with tr = Tr A:
 */
public enum ProbeKind {
    /** Independent signs; 2(‖A‖²_F − Σ A_ii²). */
    RADEMACHER,
    /** Independent standard normal elements; 2‖A‖²_F. */
    GAUSSIAN,
    /** Uniform on the sphere ‖ω‖² = n; 2n/(n+2) · (‖A‖²_F − tr²/n). */
    SPHERE,
    /**
     * √n times the first m columns of a Haar-distributed orthogonal matrix; the sphere's value times (n−m)/(n−1). Needs an
     * orthonormalisation and m ≤ n; for m ≪ n it gains nothing over the sphere.
     */
    ORTHONORMAL;

    /** {@return the name users give, such as {@code rademacher}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a kind as users write it.
     *
     * @param label such as {@code rademacher}
     * @return the kind
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static ProbeKind parse(String label) {
        for (ProbeKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "Probe kind '" + label + "' is not known.",
                ClosestName.remedy(
                        label, Arrays.stream(values()).map(ProbeKind::label).toList()));
    }
}
