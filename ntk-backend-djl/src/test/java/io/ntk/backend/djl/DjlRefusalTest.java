package io.ntk.backend.djl;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.RefusalContract;

class DjlRefusalTest extends RefusalContract {
    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
