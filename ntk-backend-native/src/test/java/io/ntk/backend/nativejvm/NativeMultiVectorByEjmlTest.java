package io.ntk.backend.nativejvm;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.MultiVectorContract;
import java.util.Map;

/** The products in pure Java keep the contract too. */
class NativeMultiVectorByEjmlTest extends MultiVectorContract {
    @Override
    protected BackendProvider provider() {
        return new NativeBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return super.options().withSettings(Map.of("blas", "ejml"));
    }
}
