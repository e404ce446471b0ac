package io.ntk.runtime.cluster;

import java.util.List;

/**
 * How a sweep went.
 *
 * @param computed rows that were estimated
 * @param failed rows that were tried and failed
 * @param present rows that were in the results before
 * @param columns of the results: those of the table, then those of the answers
 * @param rows of the results, in the order in which they came in, whether now or before; a field for each column
 */
public record SweepOutcome(int computed, int failed, int present, List<String> columns, List<List<String>> rows) {
    /** Copies the lists. */
    public SweepOutcome {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
