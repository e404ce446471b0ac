package io.ntk.backend.nd4j;

import io.ntk.api.spi.BackendOptions;

/** The backend's own settings. */
record Nd4jSettings(Path path) {
    /** Which differentiator multiplies. */
    enum Path {
        /** All vectors of a block at once. */
        BLOCKS,
        /** SameDiff, a vector at a time. */
        SAMEDIFF
    }

    static Nd4jSettings parse(BackendOptions options) {
        options.requireKnown(Nd4jBackendProvider.ID, "path");
        return new Nd4jSettings(options.choice(Nd4jBackendProvider.ID, "path", Path.BLOCKS));
    }
}
