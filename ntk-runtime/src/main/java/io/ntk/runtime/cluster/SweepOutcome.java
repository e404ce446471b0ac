package io.ntk.runtime.cluster;

import io.ntk.io.arrays.ArrayReference;
import java.util.List;

/**
 * The outcome of a sweep table.
 *
 * @param computed the number of rows that were estimated
 * @param failed the number of rows that failed
 * @param present the number of rows that the results held before
 * @param columns the columns of the results: those of the table, then those of the estimates
 * @param rows all rows of the results in the order of their completion
 * @param files the files that rows of the table name, as far as they are on this machine and it read them; none of a cluster whose
 *     machines read their own
 */
public record SweepOutcome(
        int computed, int failed, int present, List<String> columns, List<Row> rows, List<ArrayReference> files) {
    /** Copies the lists. */
    public SweepOutcome {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        files = List.copyOf(files);
    }

    /**
     * A row of the results.
     *
     * @param line the line of the table that it answers, the header being line 1; 0 if the table no longer has it
     * @param fields a field for each column
     */
    public record Row(int line, List<String> fields) {
        /** Copies the list. */
        public Row {
            fields = List.copyOf(fields);
        }
    }
}
