package io.ntk.backend.nativejvm;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearOperatorContract;

class NativeLinearOperatorTest extends LinearOperatorContract {
    @Override
    protected BackendProvider provider() {
        return new NativeBackendProvider();
    }
}
