package io.ntk.cli.figure;

import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The lowest and the highest coverage among some cells; without any that states an interval, both are NaN. */
record CoverageRange(double lowest, double highest) {
    static CoverageRange of(Stream<CoverageCell> cells, Predicate<CoverageCell> counted) {
        DoubleSummaryStatistics found = cells.filter(counted)
                .mapToDouble(CoverageCell::coverage)
                .filter(coverage -> !Double.isNaN(coverage))
                .summaryStatistics();
        return found.getCount() == 0
                ? new CoverageRange(Double.NaN, Double.NaN)
                : new CoverageRange(found.getMin(), found.getMax());
    }

    boolean isEmpty() {
        return Double.isNaN(lowest);
    }

    /** In percent, such as {@code 93.2–97.4}; a hyphen without any. */
    @Override
    public String toString() {
        return isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f–%.1f", 100 * lowest, 100 * highest);
    }
}
