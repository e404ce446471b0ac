package io.ntk.runtime;

import com.google.inject.ConfigurationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.ProvisionException;
import com.google.inject.Stage;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.metric.Metrics;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.model.ModelFiles;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.runtime.model.RandomProblems;
import io.ntk.runtime.provider.Backends;
import io.ntk.runtime.provider.Cells;
import io.ntk.runtime.provider.Clusters;
import io.ntk.runtime.provider.KeptBackends;
import io.ntk.runtime.provider.Services;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link NtkModule} binds, for programs that do not use Guice. Nothing is found or started before it is asked for;
 * closing the runtime closes the configured backend.
 */
public final class NtkRuntime implements AutoCloseable {
    private final Injector injector;
    private @Nullable AutodiffBackend backend;
    private @Nullable KeptBackends kept;

    private NtkRuntime(Injector injector) {
        this.injector = injector;
    }

    /** {@return a runtime configured by system properties, environment and {@code ntk.conf}} */
    public static NtkRuntime create() {
        return create(new NtkModule());
    }

    /**
     * {@return a runtime in which the program has decided some keys}
     *
     * @param options by key of {@link Configuration}
     */
    public static NtkRuntime create(Map<String, String> options) {
        return create(new NtkModule(options));
    }

    /**
     * {@return a runtime of a module's bindings}
     *
     * @param module an {@link NtkModule}, or one that replaces some of its bindings, such as that of {@link Metrics}
     */
    public static NtkRuntime create(Module module) {
        return new NtkRuntime(Guice.createInjector(Stage.DEVELOPMENT, module));
    }

    /** {@return the configuration} */
    public Configuration configuration() {
        return instance(Configuration.class);
    }

    /** {@return the cells on the class path} */
    public Cells cells() {
        return instance(Cells.class);
    }

    /** {@return the backends on the class path} */
    public Backends backends() {
        return instance(Backends.class);
    }

    /** {@return the reader of models and inputs} */
    public ModelFiles modelFiles() {
        return instance(ModelFiles.class);
    }

    /** {@return the maker of untrained models} */
    public RandomProblems randomProblems() {
        return instance(RandomProblems.class);
    }

    /** {@return the estimators, by name} */
    public Estimators estimators() {
        return instance(Estimators.class);
    }

    /** {@return the metrics, by name} */
    public Metrics metrics() {
        return instance(Metrics.class);
    }

    /**
     * {@return this runtime, whose backend is among those that are kept, so that it is started once for many runtimes}
     *
     * @param backends those that are kept, which outlive the runtime
     */
    public synchronized NtkRuntime keeping(KeptBackends backends) {
        kept = backends;
        return this;
    }

    /**
     * {@return the configured backend, started when first asked for}
     *
     * @throws NtkException as {@link Backends#startConfigured}
     */
    public synchronized AutodiffBackend backend() {
        if (backend != null) {
            return backend;
        }
        AutodiffBackend started = kept == null ? instance(AutodiffBackend.class) : kept.configured(backends());
        backend = started;
        return started;
    }

    /**
     * Reads two checkpoints of one network and linearizes both, in the configured precision.
     *
     * @param cell the name of the cell, such as {@code gru}
     * @param before the earlier checkpoint, {@code FILE} or {@code FILE:PREFIX}
     * @param after the later checkpoint
     * @param inputs an array {@code [trials, steps, channels]}, {@code FILE} or {@code FILE:ARRAY}
     * @return the kernels of all states for all parameters; the caller closes them
     * @throws NtkException as {@link ModelFiles#pair} and {@link AutodiffBackend#linearize}
     */
    public KernelPair kernels(String cell, String before, String after, String inputs) {
        return kernels(
                new ModelSettings(cell).withPrecision(configuration().precision()),
                ArrayReference.parse(before),
                ArrayReference.parse(after),
                ArrayReference.parse(inputs));
    }

    /**
     * Reads two checkpoints of one network, each a file of its own, and linearizes both, in the configured precision.
     *
     * @param cell the name of the cell, such as {@code gru}
     * @param before the earlier checkpoint
     * @param after the later checkpoint
     * @param inputs a file with one array {@code [trials, steps, channels]}
     * @return the kernels of all states for all parameters; the caller closes them
     * @throws NtkException as {@link ModelFiles#pair} and {@link AutodiffBackend#linearize}
     */
    public KernelPair kernels(String cell, Path before, Path after, Path inputs) {
        return kernels(cell, before.toString(), after.toString(), inputs.toString());
    }

    /**
     * Reads two checkpoints of one network and linearizes both.
     *
     * @param settings what the files do not say
     * @param before the earlier checkpoint
     * @param after the later checkpoint
     * @param inputs an array {@code [trials, steps, channels]}
     * @return the kernels; the caller closes them
     * @throws NtkException as {@link ModelFiles#pair} and {@link AutodiffBackend#linearize}
     */
    public KernelPair kernels(
            ModelSettings settings, ArrayReference before, ArrayReference after, ArrayReference inputs) {
        return KernelPair.open(backend(), modelFiles().pair(before, after, inputs, settings), estimators(), metrics());
    }

    /** {@return the clusters that the class path can connect to} */
    public Clusters clusters() {
        return instance(Clusters.class);
    }

    /** {@return the finder of providers that modules above this one define} */
    public Services services() {
        return instance(Services.class);
    }

    private <T> T instance(Class<T> type) {
        try {
            return injector.getInstance(type);
        } catch (ProvisionException | ConfigurationException e) {
            throw e.getCause() instanceof NtkException cause ? cause : e;
        }
    }

    /** Closes the configured backend, if it was started. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (backend != null) {
            backend.close();
            backend = null;
        }
    }
}
