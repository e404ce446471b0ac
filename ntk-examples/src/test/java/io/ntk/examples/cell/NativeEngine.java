package io.ntk.examples.cell;

import io.ntk.api.spi.BackendProvider;
import java.util.ServiceLoader;

/** The engine on which the cells are tested. */
final class NativeEngine {
    private NativeEngine() {}

    static BackendProvider provider() {
        return ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.id().equals("native"))
                .findFirst()
                .orElseThrow();
    }
}
