package io.ntk.backend.djl;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.MultiVectorContract;

class DjlMultiVectorTest extends MultiVectorContract {
    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
