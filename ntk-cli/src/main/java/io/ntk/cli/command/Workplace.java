package io.ntk.cli.command;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.cli.file.QuotedGlob;
import io.ntk.cli.report.FilesRead;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ModelFiles;
import io.ntk.runtime.model.ModelReading;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where files are read from and products are computed: this process, or a cluster. */
final class Workplace implements AutoCloseable {
    private final NtkRuntime runtime;
    private final Function<String, ArrayReference> files;
    private final Supplier<AutodiffBackend> start;
    private final @Nullable Cluster cluster;
    private final List<ArrayReference> read = new ArrayList<>();
    private final List<ModelReading> readings = new ArrayList<>();
    private @Nullable AutodiffBackend backend;

    private Workplace(
            NtkRuntime runtime,
            Function<String, ArrayReference> files,
            Supplier<AutodiffBackend> start,
            @Nullable Cluster cluster) {
        this.runtime = runtime;
        this.files = files;
        this.start = start;
        this.cluster = cluster;
    }

    static Workplace here(NtkRuntime runtime) {
        return new Workplace(runtime, ArrayReference::parse, runtime::backend, null);
    }

    static Workplace on(Cluster cluster, NtkRuntime runtime, OptionalInt partitions) {
        Configuration configuration = runtime.configuration();
        return new Workplace(
                runtime,
                cluster::fetch,
                () -> cluster.backend(
                        runtime.backends().configured(),
                        configuration.backendOptions(configuration.backend()),
                        partitions),
                cluster);
    }

    NtkRuntime runtime() {
        return runtime;
    }

    Configuration configuration() {
        return runtime.configuration();
    }

    Precision precision() {
        return configuration().precision();
    }

    /** {@return a file that the user names, and an array or a module in it, which is noted as read} */
    ArrayReference file(String name) {
        ArrayReference file = files.apply(QuotedGlob.file(name));
        read.add(file);
        return file;
    }

    /** {@return the reader of models, which notes what it makes of them} */
    ModelFiles modelFiles() {
        return runtime.modelFiles().telling(readings::add);
    }

    /** {@return the files asked for so far, and what became of the models among them} */
    FilesRead read() {
        return new FilesRead(read, readings);
    }

    /** {@return the engine, started when first asked for} */
    AutodiffBackend backend() {
        AutodiffBackend started = backend;
        if (started == null) {
            started = start.get();
            backend = started;
        }
        return started;
    }

    /** {@return a model before and after training, linearized once; the caller closes it} */
    KernelPair open(BeforeAfter models) {
        return KernelPair.open(backend(), models, runtime.estimators(), runtime.metrics());
    }

    /** Leaves the cluster; the engine of this process belongs to its runtime. */
    @Override
    public void close() {
        if (cluster != null) {
            if (backend != null) {
                backend.close();
            }
            cluster.close();
        }
    }
}
