package io.ntk.backend.djl;

import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearizationContract;

/** As users get it: single vectors by autograd, blocks by sweeps. */
class DjlLinearizationTest extends LinearizationContract {
    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }
}
