package io.ntk.tck.reference;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.ProviderContract;

class ReferenceProviderTest extends ProviderContract {
    @Override
    protected BackendProvider provider() {
        return new ReferenceProvider();
    }
}
