package io.ntk.cli;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.cluster.ClusterProvider;
import io.ntk.runtime.cluster.Sweep;
import io.ntk.runtime.cluster.SweepOutcome;
import java.util.List;
import java.util.OptionalInt;

/** A cluster that answers every sweep with three rows: one with an interval, one without, and one that failed. */
public final class FinishedSweep implements ClusterProvider {
    private static final List<String> COLUMNS = List.of(
            "before",
            "seed",
            "value",
            "lower95",
            "upper95",
            "error_kind",
            "method",
            "applications",
            "seconds",
            "error");

    /** In the order in which they were done, which is not that of the table. */
    private static final List<SweepOutcome.Row> ROWS = List.of(
            row(4, "a.npz", "1", "0.75", "0.7", "0.8", "standard-error", "deflated", "100", "0.25", ""),
            row(2, "b.npz", "2", "0.5", "", "", "heuristic", "reverse-only", "100", "0.5", ""),
            row(7, "<c>.npz", "3", "", "", "", "", "", "", "", "File '<c>.npz' does not exist. Check its path."));

    private static SweepOutcome.Row row(int line, String... fields) {
        return new SweepOutcome.Row(line, List.of(fields));
    }

    @Override
    public Cluster connect(String master) {
        return new Cluster() {
            @Override
            public AutodiffBackend backend(BackendProvider engine, BackendOptions options, OptionalInt partitions) {
                throw new UnsupportedOperationException();
            }

            @Override
            public ArrayReference fetch(String reference) {
                throw new UnsupportedOperationException();
            }

            @Override
            public SweepOutcome sweep(Sweep sweep) {
                return new SweepOutcome(
                        2,
                        1,
                        0,
                        COLUMNS,
                        ROWS,
                        List.of(ArrayReference.parse(sweep.table().toString())));
            }

            @Override
            public void close() {
                // There is nothing to leave.
            }
        };
    }
}
