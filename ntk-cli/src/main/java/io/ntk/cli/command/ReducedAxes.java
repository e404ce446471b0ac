package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.estimators.spectrum.Reduction;
import io.ntk.io.json.JsonObject;
import java.util.List;

/**
 * What a kernel is reduced to.
 *
 * @param reduction how
 * @param kept the axes that are left, in the order in which the kernel has them
 */
record ReducedAxes(Reduction reduction, IndexShape kept) {
    /**
     * Reduces kernels to matrices of one shape.
     *
     * @param shapes of the vectors that the kernels act on, at least one
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if one of them lacks an axis, {@link ErrorId#SPACE_MISMATCH} if axes that
     *     are kept have different sizes
     */
    static ReducedAxes ofAll(Reduction reduction, List<IndexShape> shapes) {
        List<ReducedAxes> all =
                shapes.stream().map(shape -> of(reduction, shape)).distinct().toList();
        if (all.size() > 1) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "Kernels reduced to " + reduction.label() + " have different shapes, such as " + all.get(0).kept
                            + " and " + all.get(1).kept + ", and cannot be compared.",
                    "Keep axes that have one size in all models, as in --reduce trial,time.");
        }
        return all.get(0);
    }

    private static ReducedAxes of(Reduction reduction, IndexShape shape) {
        reduction.axes().forEach(shape::position);
        return new ReducedAxes(
                reduction,
                IndexShape.of(shape.axes().stream()
                        .filter(axis -> reduction.axes().contains(axis.name()))
                        .toArray(Axis[]::new)));
    }

    /** {@return what became of a kernel, to follow its name} */
    String sentence() {
        return this + ", the sum of " + (reduction.sumsAllBlocks() ? "all" : "the diagonal")
                + " blocks over the other axes";
    }

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
