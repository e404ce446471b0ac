package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.estimators.spectrum.Reduction;
import io.ntk.io.json.JsonObject;

/**
 * What a kernel is reduced to.
 *
 * @param reduction how
 * @param kept the axes that are left, in the order in which the kernel has them
 */
record ReducedAxes(Reduction reduction, IndexShape kept) {
    JsonObject json() {
        return new JsonObject()
                .with("axes", kept.axes().stream().map(Axis::name).toList())
                .with("shape", kept.axes().stream().map(Axis::size).toList())
                .with("blocks", reduction.blocks());
    }

    @Override
    public String toString() {
        return "reduced to " + reduction.label();
    }
}
