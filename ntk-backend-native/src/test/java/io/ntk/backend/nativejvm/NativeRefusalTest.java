package io.ntk.backend.nativejvm;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.RefusalContract;

class NativeRefusalTest extends RefusalContract {
    @Override
    protected BackendProvider provider() {
        return new NativeBackendProvider();
    }
}
