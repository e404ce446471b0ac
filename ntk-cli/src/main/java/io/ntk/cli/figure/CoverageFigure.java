package io.ntk.cli.figure;

import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.statistics.ErrorStudy;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.List;

/** How often stated 95% intervals hold the exact value, for every method that states one. */
final class CoverageFigure {
    private static final List<Integer> BUDGETS = List.of(40, 100);

    private CoverageFigure() {}

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Networks networks = new Networks(runtime);
        Table table = new Table("network", "metric", "method", "budget", "coverage %", "median error %");
        measure(table, runtime, settings, "trained", networks.trained(settings));
        measure(table, runtime, settings, "untrained", networks.untrained(settings));
        return new FigureData(List.of(), table);
    }

    private static void measure(
            Table table, NtkRuntime runtime, FigureSettings settings, String network, BeforeAfter pair) {
        try (KnownKernels kernels = new KnownKernels(runtime, pair)) {
            for (int budget : BUDGETS) {
                for (KnownMethod method : kernels.methods()) {
                    if (method.description().errorKind() == ErrorKind.STANDARD_ERROR) {
                        ErrorStudy study = method.errors(budget, settings.seeds());
                        FigureData.add(
                                table,
                                network,
                                method.metric(),
                                method.name(),
                                budget,
                                100 * study.coverage(),
                                100 * study.medianError());
                    }
                }
            }
        }
    }
}
