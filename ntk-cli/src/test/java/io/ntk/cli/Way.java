package io.ntk.cli;

import java.util.Map;

/** An engine, and how it differentiates. */
enum Way {
    NATIVE("native", "", ""),
    AUTOGRAD("djl", "derivatives", "autograd"),
    SWEEPS("djl", "derivatives", "sweeps"),
    BLOCKS("nd4j", "path", "blocks"),
    SAMEDIFF("nd4j", "path", "samediff");

    private final String backend;
    private final String setting;
    private final String value;

    Way(String backend, String setting, String value) {
        this.backend = backend;
        this.setting = setting;
        this.value = value;
    }

    String backend() {
        return backend;
    }

    /** {@return the backend's own settings} */
    Map<String, String> settings() {
        return setting.isEmpty() ? Map.of() : Map.of(setting, value);
    }
}
