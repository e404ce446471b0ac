package io.ntk.estimators.exact;

import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
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
        model.shape(column.site()).copy(of(column), step, column.index(), out);
    }

    /** {@return an element of a column at a step, which is the only one that is not zero} */
    double only(SiteColumn column, int step, int row) {
        SiteShape shape = model.shape(column.site());
        return shape.isSparse()
                ? of(column).get(step * shape.nonZeros() + shape.begin(column.index()))
                : of(column).get((step * model.perturbationSize() + row) * shape.width() + column.index());
    }

    private DoubleBuffer of(SiteColumn column) {
        return Objects.requireNonNull(jacobians.get(column.site()));
    }
}
