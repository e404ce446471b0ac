package io.ntk.estimators.exact;

import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Columns of D at every step of one trial. They are valid until the next trial is read into the same workspace. */
final class TrialColumns {
    private final ModelPieces model;
    private final Map<Integer, DoubleBuffer> jacobians = new HashMap<>();

    TrialColumns(ModelPieces model, Collection<SiteColumn> columns, int trial, DirectBuffers workspace) {
        this.model = model;
        columns.stream()
                .mapToInt(SiteColumn::site)
                .distinct()
                .forEach(site -> jacobians.put(site, model.siteJacobians(site, trial, workspace)));
    }

    /** Copies a column at a step, {@code [U]}. */
    void copy(SiteColumn column, int step, double[] out) {
        SiteShape shape = model.shape(column.site());
        DoubleBuffer from = Objects.requireNonNull(jacobians.get(column.site()));
        if (shape.isScaling()) {
            Arrays.fill(out, 0);
            out[shape.rowOf(column.index())] = from.get(step * shape.width() + column.index());
            return;
        }
        for (int row = 0; row < out.length; row++) {
            out[row] = from.get((step * out.length + row) * shape.width() + column.index());
        }
    }

    /** {@return an element of a column at a step} */
    double get(SiteColumn column, int step, int row) {
        SiteShape shape = model.shape(column.site());
        DoubleBuffer from = Objects.requireNonNull(jacobians.get(column.site()));
        if (shape.isScaling()) {
            return shape.rowOf(column.index()) == row ? from.get(step * shape.width() + column.index()) : 0;
        }
        return from.get((step * model.perturbationSize() + row) * shape.width() + column.index());
    }
}
