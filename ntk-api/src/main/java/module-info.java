import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StandardCells;

/** Models, operators on blocks of vectors, and the interface a backend implements. */
module io.ntk.api {
    requires transitive ejml.core;
    requires static transitive org.jspecify;

    exports io.ntk.api;
    exports io.ntk.api.cell;
    exports io.ntk.api.linalg;
    exports io.ntk.api.model;
    exports io.ntk.api.random;
    exports io.ntk.api.spi;

    provides CellProvider with
            StandardCells.RnnTanh,
            StandardCells.RnnRelu,
            StandardCells.Gru,
            StandardCells.Lstm,
            StandardCells.Leaky;
}
