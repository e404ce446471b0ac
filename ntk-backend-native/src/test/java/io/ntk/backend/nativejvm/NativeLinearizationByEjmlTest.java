package io.ntk.backend.nativejvm;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearizationContract;
import java.util.Map;

/** The products in pure Java keep the contract too. */
class NativeLinearizationByEjmlTest extends LinearizationContract {
    @Override
    protected BackendProvider provider() {
        return new NativeBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return super.options().withSettings(Map.of("blas", "ejml"));
    }
}
