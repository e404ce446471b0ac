package io.ntk.estimators.metric;

import io.ntk.estimators.alignment.ProductRounding;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.probe.ProbeKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * The statistics that a metric needs of one or two kernels.
 *
 * @param values by statistic, all with equally many draws
 * @param products the rounding of what is known of the inner products of two kernels
 * @param kernels what is known of the kernels themselves
 * @param probes how the probes were drawn
 */
record ProbeStatistics(
        Map<Statistic, Sampled> values, ProductRounding products, KernelTraits kernels, ProbeKind probes) {
    Sampled of(Statistic statistic) {
        return Objects.requireNonNull(values.get(statistic), () -> "The metric did not name " + statistic + ".");
    }

    /** These with another value of one statistic. */
    ProbeStatistics with(Statistic statistic, Sampled value) {
        Map<Statistic, Sampled> changed = new EnumMap<>(values);
        changed.put(statistic, value);
        return new ProbeStatistics(changed, products, kernels, probes);
    }

    /** These with the traces of an alignment known without error. */
    ProbeStatistics knowing(AlignmentParts traces) {
        double[] nothing = new double[draws()];
        return with(Statistic.INNER_PRODUCT, new Sampled(traces.crossTrace(), nothing, 0))
                .with(Statistic.SQUARED_NORM, new Sampled(traces.squaredFrobeniusBefore(), nothing, 0))
                .with(Statistic.SQUARED_NORM_LATER, new Sampled(traces.squaredFrobeniusAfter(), nothing, 0));
    }

    /** How many draws there are. */
    int draws() {
        return values.values().stream()
                .mapToInt(sampled -> sampled.draws().length)
                .findAny()
                .orElse(0);
    }

    /** By how much orthonormal probes, of which all n are exact, err less than independent ones. */
    double shareOfError() {
        return probes == ProbeKind.ORTHONORMAL ? Math.sqrt(1 - (double) draws() / kernels.order()) : 1;
    }

    /** The means over all probes, as if they were the expectations. */
    ExactMeans means() {
        Map<Statistic, Double> means = new EnumMap<>(Statistic.class);
        values.forEach((statistic, sampled) -> means.put(statistic, sampled.mean(-1)));
        return new ExactMeans(means);
    }

    /** The means over all probes but one; over all if the index is −1. */
    Means without(int probe) {
        return new Means() {
            @Override
            public double mean(Statistic statistic) {
                return of(statistic).mean(probe);
            }

            @Override
            public double squaredExpectation(Statistic statistic) {
                return of(statistic).squaredExpectation(probe);
            }

            @Override
            public double ratio(Statistic numerator, Statistic denominator) {
                return of(numerator).ratio(of(denominator), probe);
            }
        };
    }
}
