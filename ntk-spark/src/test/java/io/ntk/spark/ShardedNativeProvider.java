package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.runtime.NtkRuntime;
import java.util.OptionalInt;
import java.util.Set;

/** Runs the contract suites on the sharded engine, with the native engine in every executor and three shards. */
final class ShardedNativeProvider implements BackendProvider {
    private static final int SHARDS = 3;

    private final BackendProvider each;

    private final Set<Precision> precisions;

    ShardedNativeProvider(Precision... precisions) {
        this.precisions = Set.of(precisions);
        try (NtkRuntime runtime = NtkRuntime.create()) {
            each = runtime.backends().all().get("native").provider();
        }
    }

    @Override
    public String id() {
        return each.id();
    }

    @Override
    public String description() {
        return each.description() + ", sharded";
    }

    @Override
    public Availability availability() {
        return each.availability();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(each.capabilities().features(), precisions);
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        return new SparkBackend(LocalSpark.jobs(), this, options, OptionalInt.of(SHARDS));
    }
}
