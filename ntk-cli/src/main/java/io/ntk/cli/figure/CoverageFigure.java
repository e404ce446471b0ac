package io.ntk.cli.figure;

import io.ntk.cli.report.Table;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.List;

/**
 * How often stated 95% intervals hold the exact value: every method that samples and every metric, on networks of many
 * kinds, with small and large budgets, in both precisions.
 */
final class CoverageFigure {
    private CoverageFigure() {}

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        List<StudiedNetwork> networks = new ArrayList<>();
        try (CoverageRuns runs = new CoverageRuns(runtime, settings)) {
            for (String name : settings.scope().networks()) {
                networks.add(runs.of(StudyNetwork.named(name)));
            }
        }
        return new FigureData(
                new CoverageCharts(networks, settings).panels(),
                table(networks),
                new CoverageSummary(networks, settings).sections());
    }

    private static Table table(List<StudiedNetwork> networks) {
        Table table = new Table(
                "network",
                "precision",
                "quantity",
                "method",
                "samples",
                "coverage %",
                "intervals",
                "exact",
                "withheld",
                "refused",
                "failed",
                "impossible",
                "median error %",
                "faults");
        networks.stream().flatMap(network -> network.cells().stream()).forEach(cell -> {
            FigureData.add(
                    table,
                    cell.network(),
                    cell.precision().label(),
                    cell.quantity(),
                    cell.method(),
                    cell.samples(),
                    100 * cell.coverage(),
                    cell.intervals(),
                    cell.exact(),
                    cell.withheld(),
                    cell.refused(),
                    cell.failed(),
                    cell.impossible(),
                    100 * cell.medianError(),
                    String.join("; ", cell.faults()));
        });
        return table;
    }
}
