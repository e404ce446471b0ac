package io.ntk.cli.figure;

import java.util.List;

/** A quantity and a method for it. */
record CoverageMethod(String quantity, String method) {
    /** {@return those that were studied, in the order in which they first occur} */
    static List<CoverageMethod> of(List<StudiedNetwork> networks) {
        return networks.stream()
                .flatMap(network -> network.cells().stream())
                .map(cell -> new CoverageMethod(cell.quantity(), cell.method()))
                .distinct()
                .toList();
    }

    boolean made(CoverageCell cell) {
        return quantity.equals(cell.quantity()) && method.equals(cell.method());
    }

    String label() {
        return quantity + ", " + method;
    }
}
