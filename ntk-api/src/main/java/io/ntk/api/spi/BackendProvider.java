package io.ntk.api.spi;

import java.util.Map;

/**
 * The entry point of a backend, found through {@link java.util.ServiceLoader}. Its constructor must be cheap and load no
 * native code.
 */
public interface BackendProvider {
    /** {@return the id by which users choose the backend: lower case letters, digits and hyphens} */
    String id();

    /** {@return the engine and its version, known without loading it, such as {@code PyTorch 2.7.1 by DJL 0.36.0}} */
    String description();

    /** {@return whether the backend can run here; may load native code the first time} */
    Availability availability();

    /** {@return what the backend can do} */
    Capabilities capabilities();

    /**
     * {@return the settings with which the backend shares the least with others when it differentiates, at whatever speed: {@code
     * ntk check} compares backends so} By default there are none: the backend has one way to differentiate.
     */
    default Map<String, String> independentSettings() {
        return Map.of();
    }

    /**
     * Starts the backend.
     *
     * @param options what the user configured
     * @return the backend; the caller closes it
     * @throws io.ntk.api.NtkException {@code BACKEND_UNAVAILABLE} if it cannot run here, {@code CONFIGURATION} for a
     *     setting it does not know
     */
    AutodiffBackend create(BackendOptions options);
}
