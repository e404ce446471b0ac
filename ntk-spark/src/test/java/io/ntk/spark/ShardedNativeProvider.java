package io.ntk.spark;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.runtime.NtkRuntime;
import java.util.OptionalInt;

/** Lets the contract suites try the sharded engine: the native one in every executor, three shards. */
final class ShardedNativeProvider implements BackendProvider {
    private static final int SHARDS = 3;

    private final BackendProvider each;

    ShardedNativeProvider() {
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
        return new SparkBackend(LocalSpark.jobs(), each, BackendOptions.defaults(), OptionalInt.of(SHARDS))
                .capabilities();
    }

    @Override
    public AutodiffBackend create(BackendOptions options) {
        return new SparkBackend(LocalSpark.jobs(), each, options, OptionalInt.of(SHARDS));
    }
}
