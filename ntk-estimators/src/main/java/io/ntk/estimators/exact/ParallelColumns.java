package io.ntk.estimators.exact;

import io.ntk.estimators.linalg.DirectBuffers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds the columns of D that are parallel at every trial and step. Only columns that are nonzero in the same rows are compared, and a column that leaves its group at any step stays alone: that is always right, and costs an entry.
 */
final class ParallelColumns {
    /** The rounding of float64 in sums of a few terms; longer ones add one for each term. */
    private static final int LEAST_ROUNDINGS = 8;

    private interface Step {
        void accept(double[][] values);
    }

    private final ModelPieces model;
    private final List<SiteColumn> columns;
    /** How far a column may be from parallel, relative to its largest element. */
    private final double tolerance;

    private ParallelColumns(ModelPieces model, List<SiteColumn> columns) {
        this.model = model;
        this.columns = columns;
        this.tolerance = (LEAST_ROUNDINGS + model.perturbationSize()) * Math.ulp(1.0);
    }

    /** {@return the columns, those that are parallel throughout together} */
    static List<List<SiteColumn>> of(ModelPieces model, List<SiteColumn> columns) {
        return columns.isEmpty() ? List.of() : new ParallelColumns(model, columns).groups();
    }

    private List<List<SiteColumn>> groups() {
        Collection<int[]> candidates = candidates();
        boolean[] isAlone = new boolean[columns.size()];
        forEachStep(values -> candidates.forEach(group -> findAlone(group, values, isAlone)));
        List<List<SiteColumn>> groups = new ArrayList<>();
        for (int[] group : candidates) {
            List<SiteColumn> together = new ArrayList<>();
            for (int c : group) {
                if (isAlone[c]) {
                    groups.add(List.of(columns.get(c)));
                } else {
                    together.add(columns.get(c));
                }
            }
            if (!together.isEmpty()) {
                groups.add(together);
            }
        }
        return groups;
    }

    /** {@return groups of columns that are nonzero in the same rows over all steps} */
    private Collection<int[]> candidates() {
        Map<BitSet, List<Integer>> groups = new LinkedHashMap<>();
        for (int c = 0; c < columns.size(); c++) {
            SiteColumn column = columns.get(c);
            groups.computeIfAbsent(model.shape(column.site()).rows(column.index()), key -> new ArrayList<>())
                    .add(c);
        }
        return groups.values().stream()
                .map(group -> group.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }

    private void forEachStep(Step consumer) {
        DirectBuffers workspace = new DirectBuffers(ExactNtk.NAME);
        double[][] values = new double[columns.size()][model.perturbationSize()];
        for (int trial = 0; trial < model.trials(); trial++) {
            TrialColumns ofTrial = new TrialColumns(model, columns, trial, workspace);
            for (int step = 0; step < model.steps(trial); step++) {
                for (int c = 0; c < values.length; c++) {
                    ofTrial.copy(columns.get(c), step, values[c]);
                }
                consumer.accept(values);
            }
        }
    }

    private void findAlone(int[] group, double[][] values, boolean[] isAlone) {
        int[] together = IntStream.of(group).filter(c -> !isAlone[c]).toArray();
        if (together.length < 2) {
            return;
        }
        double[][] ofGroup = IntStream.of(together).mapToObj(c -> values[c]).toArray(double[][]::new);
        Direction direction = Direction.of(ofGroup);
        for (int c : together) {
            isAlone[c] = !direction.isParallel(values[c], tolerance);
        }
    }
}
