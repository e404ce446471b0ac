package io.ntk.backend.nd4j;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.RefusalContract;
import java.util.Map;

class SameDiffRefusalTest extends RefusalContract {
    @Override
    protected BackendProvider provider() {
        return new Nd4jBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withThreads(1).withSettings(Map.of("path", "samediff"));
    }
}
