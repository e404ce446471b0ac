package io.ntk.spark;

import io.ntk.api.spi.BackendOptions;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The specification of the engine that every executor starts for itself: its id and the options that the user
 * configured on the driver.
 *
 * @param session identifies the driver's session
 * @param backend the id of the backend
 * @param threads the number of threads that it may use
 * @param memoryLimit the most bytes for an operator application, and for all cached linearizations
 * @param settings the backend's own settings
 */
record EngineSpecification(
        String session, String backend, int threads, long memoryLimit, TreeMap<String, String> settings)
        implements Serializable {
    static EngineSpecification of(String session, String backend, BackendOptions options) {
        return new EngineSpecification(
                session, backend, options.threads(), options.memoryLimit(), new TreeMap<>(options.settings()));
    }

    BackendOptions options() {
        return new BackendOptions(threads, memoryLimit, Map.copyOf(settings));
    }
}
