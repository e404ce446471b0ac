package io.ntk.backend.nativejvm;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.MultiVectorContract;

class NativeMultiVectorTest extends MultiVectorContract {
    @Override
    protected BackendProvider provider() {
        return new NativeBackendProvider();
    }
}
