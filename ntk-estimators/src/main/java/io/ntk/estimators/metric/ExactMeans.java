package io.ntk.estimators.metric;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Expectations of statistics that are known without error. */
record ExactMeans(Map<Statistic, Double> expectations) implements Means {
    /** The same with another expectation of one statistic. */
    ExactMeans plus(Statistic statistic, double shift) {
        Map<Statistic, Double> shifted = new EnumMap<>(expectations);
        shifted.put(statistic, mean(statistic) + shift);
        return new ExactMeans(shifted);
    }

    @Override
    public double mean(Statistic statistic) {
        return Objects.requireNonNull(expectations.get(statistic), () -> "The metric did not name " + statistic + ".");
    }

    @Override
    public double squaredExpectation(Statistic statistic) {
        return mean(statistic) * mean(statistic);
    }

    @Override
    public double ratio(Statistic numerator, Statistic denominator) {
        return mean(numerator) / mean(denominator);
    }
}
