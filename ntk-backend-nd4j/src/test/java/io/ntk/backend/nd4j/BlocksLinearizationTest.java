package io.ntk.backend.nd4j;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearizationContract;
import java.util.Map;

class BlocksLinearizationTest extends LinearizationContract {
    @Override
    protected BackendProvider provider() {
        return new Nd4jBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withSettings(Map.of("path", "blocks"));
    }
}
