package io.ntk.backend.djl;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.ProviderContract;

class DjlProviderTest extends ProviderContract {
    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
