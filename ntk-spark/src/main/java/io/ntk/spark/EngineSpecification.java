package io.ntk.spark;

import io.ntk.api.spi.BackendOptions;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * The engine that every executor starts for itself, by its id, as the driver's user configured it.
 *
 * @param session the driver's session
 * @param backend the id of the backend
 * @param threads the threads it may use
 * @param memoryLimit the bytes that an operator application, and all linearizations that are kept, may take
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
