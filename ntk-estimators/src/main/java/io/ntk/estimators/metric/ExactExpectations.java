package io.ntk.estimators.metric;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactNtk;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The expectations of statistics of one or two kernels without error.
 *
 * @param traces Tr Θ of each kernel; empty if no metric needs it
 * @param products Tr(Θ_i Θ_j); empty if no metric needs it
 */
record ExactExpectations(List<Double> traces, List<List<Double>> products) implements PairMeans {
    static ExactExpectations of(Set<Statistic> needed, Linearization only, EstimatorOptions options) {
        ExactNtk exact = new ExactNtk(options.memoryLimit());
        return new ExactExpectations(
                needed.contains(Statistic.QUADRATIC_FORM)
                        ? List.of(exact.trace(only).total())
                        : List.of(),
                List.of(List.of(exact.squaredFrobenius(only).total())));
    }

    static ExactExpectations of(
            Set<Statistic> needed, Linearization before, Linearization after, EstimatorOptions options) {
        ExactNtk exact = new ExactNtk(options.memoryLimit());
        ExactAlignment alignment = exact.alignment(before, after);
        double cross = alignment.cross().total();
        return new ExactExpectations(
                needed.contains(Statistic.QUADRATIC_FORM)
                        ? List.of(
                                exact.trace(before).total(), exact.trace(after).total())
                        : List.of(),
                List.of(
                        List.of(alignment.before().total(), cross),
                        List.of(cross, alignment.after().total())));
    }

    @Override
    public Means of(int i, int j) {
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
        return new ExactMeans(known);
    }
}
