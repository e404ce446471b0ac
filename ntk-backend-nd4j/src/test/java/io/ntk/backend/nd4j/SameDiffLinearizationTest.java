package io.ntk.backend.nd4j;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.LinearizationContract;
import java.util.Map;

class SameDiffLinearizationTest extends LinearizationContract {
    @Override
    protected BackendProvider provider() {
        return new Nd4jBackendProvider();
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withThreads(1).withSettings(Map.of("path", "samediff"));
    }

    /** SameDiff takes milliseconds for a column; the golden cases compare wide blocks. */
    @Override
    protected int comparedColumns() {
        return 1;
    }
}
