package io.ntk.tck.reference;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;

/** Provides the {@link ReferenceBackend}. It is not registered as a service: it is for tests, not for users. */
public final class ReferenceProvider implements BackendProvider {
    /** Backends of one provider share what they computed. */
    private final FactorCache factors = new FactorCache();

    /** Makes the provider. */
    public ReferenceProvider() {}

    @Override
    public String id() {
        return ReferenceBackend.ID;
    }

    @Override
    public String description() {
        return "dense matrices by dual numbers, for small problems";
    }

    @Override
    public Availability availability() {
        return Availability.yes();
    }

    @Override
    public Capabilities capabilities() {
        return ReferenceBackend.CAPABILITIES;
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        options.requireKnown(ReferenceBackend.ID);
        return new ReferenceBackend(factors);
    }
}
