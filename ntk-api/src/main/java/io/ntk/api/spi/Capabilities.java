package io.ntk.api.spi;

import io.ntk.api.Precision;
import java.util.Set;

/**
 * What a backend can do. What it cannot, it refuses by name ({@code CAPABILITY_MISSING}).
 *
 * @param features what its linearizations offer
 * @param precisions the precisions it computes in
 */
public record Capabilities(Set<Feature> features, Set<Precision> precisions) {
    /** Copies the sets. */
    public Capabilities {
        features = Set.copyOf(features);
        precisions = Set.copyOf(precisions);
    }

    /** Something a linearization may offer. */
    public enum Feature {
        /** Products Jᵀ v. */
        REVERSE_MODE,
        /** Products J u. */
        FORWARD_MODE,
        /** The operators P and F with J = P F. */
        PROPAGATION,
        /** Step Jacobians and features, which exact methods need. */
        STRUCTURE
    }

    /**
     * {@return whether a feature is offered}
     *
     * @param feature the feature
     */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }
}
