package io.ntk.backend.nativejvm;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearizationContract;

class NativeLinearizationTest extends LinearizationContract {
    @Override
    protected BackendProvider provider() {
        return new NativeBackendProvider();
    }
}
