package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.RefusalContract;

class ShardedRefusalTest extends RefusalContract {
    @Override
    protected BackendProvider provider() {
        return new ShardedNativeProvider(Precision.FLOAT32);
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withThreads(1);
    }
}
