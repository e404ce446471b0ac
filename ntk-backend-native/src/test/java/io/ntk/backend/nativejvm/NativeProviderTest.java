package io.ntk.backend.nativejvm;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.ProviderContract;

class NativeProviderTest extends ProviderContract {
    @Override
    protected BackendProvider provider() {
        return new NativeBackendProvider();
    }
}
