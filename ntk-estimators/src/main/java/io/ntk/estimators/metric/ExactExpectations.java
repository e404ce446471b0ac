package io.ntk.estimators.metric;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.exact.ExactRounding;
import io.ntk.estimators.statistics.Outcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The expectations of statistics of one or two kernels without error.
 *
 * @param traces Tr Θ of each kernel; empty if no metric needs it
 * @param products Tr(Θ_i Θ_j)
 * @param rounding the error of a trace by rounding, relative
 */
record ExactExpectations(List<Double> traces, List<List<Double>> products, double rounding) implements PairMeans {
    static ExactExpectations of(Set<Statistic> needed, Linearization only, EstimatorOptions options) {
        ExactNtk exact = new ExactNtk(options.memoryLimit());
        return new ExactExpectations(
                needed.contains(Statistic.QUADRATIC_FORM)
                        ? List.of(exact.trace(only).total())
                        : List.of(),
                List.of(List.of(exact.totals().squaredFrobenius(only).total())),
                ExactRounding.relative(only));
    }

    static ExactExpectations of(
            Set<Statistic> needed,
            Linearization before,
            Linearization after,
            ExactAlignment alignment,
            EstimatorOptions options) {
        ExactNtk exact = new ExactNtk(options.memoryLimit());
        double cross = alignment.cross().total();
        return new ExactExpectations(
                needed.contains(Statistic.QUADRATIC_FORM)
                        ? List.of(
                                exact.trace(before).total(), exact.trace(after).total())
                        : List.of(),
                List.of(
                        List.of(alignment.before().total(), cross),
                        List.of(cross, alignment.after().total())),
                ExactRounding.relative(before));
    }

    /** A metric of kernels i and j; where it needs a difference of traces, with what rounding leaves of it. */
    Outcome outcome(Metric metric, int i, int j) {
        ExactMeans means = of(i, j);
        double value = metric.value(means);
        if (!metric.needed().contains(Statistic.SQUARED_DIFFERENCE)) {
            return Outcome.exact(value);
        }
        double lost = rounding * (products.get(i).get(i) + products.get(j).get(j));
        double bound = Math.abs(metric.value(means.plus(Statistic.SQUARED_DIFFERENCE, lost)) - value);
        Outcome outcome = Outcome.exact(value).withRounding(bound);
        return bound < value || i == j
                ? outcome
                : outcome.withNote(
                        "The kernels are so near to each other that rounding leaves no digit of a difference of"
                                + " traces: use deflated, which takes the difference of products.");
    }

    @Override
    public ExactMeans of(int i, int j) {
        double square = products.get(i).get(i);
        double later = products.get(j).get(j);
        double inner = products.get(i).get(j);
        Map<Statistic, Double> known = new EnumMap<>(Statistic.class);
        if (!traces.isEmpty()) {
            known.put(Statistic.QUADRATIC_FORM, traces.get(i));
        }
        known.put(Statistic.SQUARED_NORM, square);
        known.put(Statistic.SQUARED_NORM_LATER, later);
        known.put(Statistic.INNER_PRODUCT, inner);
        known.put(Statistic.SQUARED_DIFFERENCE, Math.max(0, square - 2 * inner + later));
        known.put(Statistic.DIFFERENCE_OF_SQUARES, later - square);
        return new ExactMeans(known);
    }
}
