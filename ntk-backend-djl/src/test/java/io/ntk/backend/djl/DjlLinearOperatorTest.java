package io.ntk.backend.djl;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearOperatorContract;

class DjlLinearOperatorTest extends LinearOperatorContract {
    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
