package io.ntk.runtime.cluster;

import java.util.List;

/**
 * The outcome of a sweep table.
 *
 * @param computed the number of rows that were estimated
 * @param failed the number of rows that failed
 * @param present the number of rows that the results held before
 * @param columns the columns of the results: those of the table, then those of the estimates
 * @param rows all rows of the results in the order of their completion, with a field for each column
 */
public record SweepOutcome(int computed, int failed, int present, List<String> columns, List<List<String>> rows) {
    /** Copies the lists. */
    public SweepOutcome {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
