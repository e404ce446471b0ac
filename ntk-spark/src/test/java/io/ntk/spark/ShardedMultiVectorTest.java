package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.MultiVectorContract;

/** Runs only in float32, because every operation is a Spark job; the other tests of this module are in float64. */
class ShardedMultiVectorTest extends MultiVectorContract {
    @Override
    protected BackendProvider provider() {
        return new ShardedNativeProvider(Precision.FLOAT32);
    }

    @Override
    protected BackendOptions options() {
        return BackendOptions.defaults().withThreads(1);
    }
}
