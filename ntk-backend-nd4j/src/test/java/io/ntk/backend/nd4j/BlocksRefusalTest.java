package io.ntk.backend.nd4j;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.RefusalContract;
import java.util.Map;

class BlocksRefusalTest extends RefusalContract {
    @Override
    protected BackendProvider provider() {
        return new Nd4jBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withSettings(Map.of("path", "blocks"));
    }
}
