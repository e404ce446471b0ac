package io.ntk.cli.figure;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.statistics.ErrorStudy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Errors of a method over seeds, budget by budget, and the time of one run. */
final class ErrorCurves {
    private final List<Double> applications = new ArrayList<>();
    private final List<Double> medianErrors = new ArrayList<>();
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> estimates = new ArrayList<>();

    /**
     * Measures a method.
     *
     * @param rows takes a row for each budget: network, method, budget, applications, errors, coverage, seconds
     */
    static ErrorCurves measure(
            String name,
            double exact,
            List<Integer> budgets,
            FigureSettings settings,
            FigureData.Rows rows,
            String network,
            Function<EstimatorOptions, Estimate> method) {
        ErrorCurves curves = new ErrorCurves();
        List<ErrorStudy> studies = budgets.stream()
                .map(budget -> ErrorStudy.of(
                        exact,
                        settings.seeds(),
                        seed -> method.apply(EstimatorOptions.samples(budget).withSeed(seed))))
                .toList();
        // Times come last, when all that they take has run many times.
        for (int i = 0; i < budgets.size(); i++) {
            ErrorStudy study = studies.get(i);
            EstimatorOptions first = EstimatorOptions.samples(budgets.get(i));
            double[] estimate = new double[1];
            double time = Medians.seconds(
                    5,
                    settings.timingSeconds(),
                    () -> estimate[0] = method.apply(first).value());
            rows.add(
                    network,
                    name,
                    budgets.get(i),
                    study.applications(),
                    100 * study.medianError(),
                    100 * study.maxError(),
                    study.coverage(),
                    time);
            curves.applications.add(study.applications());
            curves.medianErrors.add(study.medianError());
            curves.seconds.add(time);
            curves.estimates.add(estimate[0]);
        }
        return curves;
    }

    /** A table for {@link #measure}. */
    static FigureData.Rows table() {
        return new FigureData.Rows(
                "network",
                "method",
                "budget",
                "applications",
                "median error %",
                "largest error %",
                "coverage",
                "seconds");
    }

    Curve errors(String name) {
        return new Curve(name, applications, medianErrors);
    }

    Curve errorsOverSeconds(String name) {
        return new Curve(name, seconds, medianErrors);
    }

    /** The same errors, at other times. */
    Curve errorsOver(String name, List<Double> otherSeconds) {
        return new Curve(name, otherSeconds, medianErrors);
    }

    Curve seconds(String name) {
        return new Curve(name, applications, seconds);
    }

    Curve estimates(String name) {
        return new Curve(name, applications, estimates);
    }
}
