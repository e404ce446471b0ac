package io.ntk.cli.figure;

import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.statistics.ErrorStudy;
import java.util.ArrayList;
import java.util.List;

/** Measures methods, budget by budget, and keeps a table of what it finds. */
final class Measurements {
    private final FigureSettings settings;
    private final Table table = new Table(
            "network", "method", "budget", "applications", "median error %", "largest error %", "coverage", "seconds");

    Measurements(FigureSettings settings) {
        this.settings = settings;
    }

    /**
     * Measures a method.
     *
     * @param network what the kernels belong to, for the table
     * @param label what the table calls the method
     * @param method the method
     * @param budgets rising
     * @return one for each budget
     */
    List<Measurement> of(String network, String label, KnownMethod method, List<Integer> budgets) {
        List<ErrorStudy> studies = budgets.stream()
                .map(budget -> method.errors(budget, settings.seeds()))
                .toList();
        List<Measurement> measurements = new ArrayList<>();
        // Times come last, when all that they take has run many times.
        for (int i = 0; i < budgets.size(); i++) {
            ErrorStudy study = studies.get(i);
            EstimatorOptions first = EstimatorOptions.samples(budgets.get(i));
            double[] estimate = new double[1];
            double seconds = Medians.seconds(
                    5,
                    settings.timingSeconds(),
                    () -> estimate[0] = method.estimator().apply(first).value());
            FigureData.add(
                    table,
                    network,
                    label,
                    budgets.get(i),
                    study.applications(),
                    100 * study.medianError(),
                    100 * study.maxError(),
                    study.coverage(),
                    seconds);
            measurements.add(new Measurement(study.applications(), study.medianError(), estimate[0], seconds));
        }
        return measurements;
    }

    /** Adds the time of the exact alignment to the table. */
    void addExact(String network, KnownKernels kernels) {
        FigureData.add(table, network, "exact", "", "", 0.0, 0.0, 1.0, kernels.exactSeconds());
    }

    FigureData with(List<Panel> panels) {
        return new FigureData(panels, table);
    }
}
