package io.ntk.spark;

import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.MultiVectorContract;

class ShardedMultiVectorTest extends MultiVectorContract {
    @Override
    protected BackendProvider provider() {
        return new ShardedNativeProvider();
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withThreads(1);
    }
}
