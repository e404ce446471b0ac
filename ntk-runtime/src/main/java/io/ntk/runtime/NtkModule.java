package io.ntk.runtime;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.metric.Metrics;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.config.Surroundings;
import io.ntk.runtime.model.ModelFiles;
import io.ntk.runtime.model.RandomProblems;
import io.ntk.runtime.provider.Backends;
import io.ntk.runtime.provider.Cells;
import io.ntk.runtime.provider.Clusters;
import io.ntk.runtime.provider.Services;
import java.util.Map;

/**
 * Binds {@link Configuration}, {@link Cells}, {@link Backends}, {@link Clusters}, {@link Services}, {@link ModelFiles},
 * {@link RandomProblems}, {@link Estimators}, {@link Metrics} and {@link AutodiffBackend}, the configured backend. All are singletons, made when first
 * asked for; the backend must be closed by whoever asked for it.
 */
public final class NtkModule extends AbstractModule {
    private final Map<String, String> options;
    private final Surroundings surroundings;
    private final ClassLoader loader;

    /** Configured by system properties, environment and {@code ntk.conf}; providers from the thread's class path. */
    public NtkModule() {
        this(Map.of());
    }

    /**
     * The same, with some keys decided by the program.
     *
     * @param options by key of {@link Configuration}, before any other source
     */
    public NtkModule(Map<String, String> options) {
        this(options, Surroundings.ofProcess(), defaultLoader());
    }

    /**
     * Everything from given places.
     *
     * @param options by key of {@link Configuration}, before any other source
     * @param surroundings where the rest of the configuration comes from
     * @param loader sees the providers
     */
    public NtkModule(Map<String, String> options, Surroundings surroundings, ClassLoader loader) {
        this.options = Map.copyOf(options);
        this.surroundings = surroundings;
        this.loader = loader;
    }

    private static ClassLoader defaultLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? NtkModule.class.getClassLoader() : context;
    }

    @Provides
    @Singleton
    Configuration configuration() {
        return Configuration.read(options, surroundings);
    }

    @Provides
    @Singleton
    Cells cells() {
        return Cells.find(loader, surroundings.cellFolders());
    }

    @Provides
    @Singleton
    Backends backends(Configuration configuration) {
        return Backends.find(loader, configuration);
    }

    @Provides
    @Singleton
    Clusters clusters() {
        return Clusters.find(loader);
    }

    @Provides
    @Singleton
    Services services() {
        return new Services(loader);
    }

    @Provides
    @Singleton
    ModelFiles modelFiles(Cells cells) {
        return new ModelFiles(cells);
    }

    @Provides
    @Singleton
    RandomProblems randomProblems(Cells cells) {
        return new RandomProblems(cells);
    }

    @Provides
    @Singleton
    Estimators estimators() {
        return Estimators.standard();
    }

    @Provides
    @Singleton
    Metrics metrics() {
        return Metrics.standard();
    }

    @Provides
    @Singleton
    AutodiffBackend backend(Backends backends) {
        return backends.startConfigured();
    }
}
