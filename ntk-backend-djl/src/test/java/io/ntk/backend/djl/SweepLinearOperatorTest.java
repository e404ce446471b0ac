package io.ntk.backend.djl;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearOperatorContract;
import java.util.Map;

class SweepLinearOperatorTest extends LinearOperatorContract {
    @Override
    protected BackendProvider provider() {
        return new DjlBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withSettings(Map.of("derivatives", "sweeps"));
    }
}
