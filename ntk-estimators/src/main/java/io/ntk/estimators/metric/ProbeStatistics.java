package io.ntk.estimators.metric;

import io.ntk.estimators.statistics.Jackknife;
import java.util.Map;
import java.util.Objects;

/** The values of each known statistic at m probes of length n, the order. */
record ProbeStatistics(Map<Statistic, double[]> values, int probes, long order) {
    double[] of(Statistic statistic) {
        return Objects.requireNonNull(values.get(statistic), () -> "The metric did not name " + statistic + ".");
    }

    /** The means over all probes but one; over all if the index is −1. */
    Means without(int probe) {
        return new Means() {
            @Override
            public double mean(Statistic statistic) {
                return Jackknife.sumWithout(of(statistic), probe) / (probe < 0 ? probes : probes - 1);
            }

            @Override
            public double squaredExpectation(Statistic statistic) {
                return Jackknife.squaredMean(of(statistic), probe);
            }

            @Override
            public double ratio(Statistic numerator, Statistic denominator) {
                return Jackknife.sumWithout(of(numerator), probe) / Jackknife.sumWithout(of(denominator), probe);
            }
        };
    }
}
