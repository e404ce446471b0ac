/** Models, operators on blocks of vectors, and the interface a backend implements. */
module io.ntk.api {
    requires java.management;
    requires jdk.management;
    requires transitive ejml.core;
    requires static transitive org.jspecify;

    exports io.ntk.api;
    exports io.ntk.api.cell;
    exports io.ntk.api.linalg;
    exports io.ntk.api.model;
    exports io.ntk.api.random;
    exports io.ntk.api.spi;
}
