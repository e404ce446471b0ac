package io.ntk.api.spi;

import java.util.Map;

/**
 * What a user configures about a backend.
 *
 * @param threads how many threads it may use, at least 1
 * @param memoryLimit how many bytes the working storage of one operator application may take beyond its argument and
 *     result; blocks that would need more are processed in chunks of columns. At least 1
 * @param settings the backend's own settings, by key, such as {@code device}; unknown keys are refused
 */
public record BackendOptions(int threads, long memoryLimit, Map<String, String> settings) {
    /** Copies the settings. */
    public BackendOptions {
        settings = Map.copyOf(settings);
    }

    /** {@return all processors, 2 GiB, no settings} */
    public static BackendOptions defaults() {
        return new BackendOptions(Runtime.getRuntime().availableProcessors(), 2L << 30, Map.of());
    }

    /**
     * {@return these options with that many threads}
     *
     * @param count at least 1
     */
    public BackendOptions withThreads(int count) {
        return new BackendOptions(count, memoryLimit, settings);
    }

    /**
     * {@return these options with that memory limit}
     *
     * @param bytes at least 1
     */
    public BackendOptions withMemoryLimit(long bytes) {
        return new BackendOptions(threads, bytes, settings);
    }

    /**
     * {@return these options with those backend settings}
     *
     * @param values by key
     */
    public BackendOptions withSettings(Map<String, String> values) {
        return new BackendOptions(threads, memoryLimit, values);
    }
}
