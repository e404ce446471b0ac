package io.ntk.backend.djl;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearizationContract;
import java.util.Map;

class AutogradLinearizationTest extends LinearizationContract {
    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withSettings(Map.of("derivatives", "autograd"));
    }

    /** A backward pass of its own for each column takes milliseconds; the golden cases compare wide blocks. */
    @Override
    protected int comparedColumns() {
        return 1;
    }
}
