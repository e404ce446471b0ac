package io.ntk.cli.figure;

import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.List;
import java.util.stream.DoubleStream;

/** Run time as the network grows: the explicit Jacobian against methods that need none. */
final class SizeFigure {
    /** Powers of two up to the size asked for, from here. */
    private static final int FIRST = 8;

    private static final int SAMPLES = 50;

    private SizeFigure() {}

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Table table = new Table("hidden units", "order n", "parameters", "method", "seconds");
        String title =
                settings.sizes().trials() + " trials of " + settings.sizes().steps() + " steps, " + settings.cell();
        LineChart chart = new LineChart(title, "hidden units", "seconds of an alignment")
                .logarithmicX()
                .logarithmicY();
        for (String name : List.of("naive", "exact", "deflated", "shared-sketch")) {
            DoubleStream.Builder hidden = DoubleStream.builder();
            DoubleStream.Builder seconds = DoubleStream.builder();
            for (int units = FIRST; units <= settings.sizes().hiddenSize(); units *= 2) {
                BeforeAfter pair = new Networks(runtime).untrained(settings.withHidden(units));
                double time =
                        Medians.seconds(settings.seeds(), settings.timingSeconds(), () -> align(runtime, pair, name));
                hidden.add(units);
                seconds.add(time);
                FigureData.add(
                        table,
                        units,
                        pair.before().observedShape().size(),
                        pair.before().selectedLayout().size(),
                        name,
                        time);
            }
            chart.line(name, hidden.build().toArray(), seconds.build().toArray());
        }
        return new FigureData(List.of(new Panel("time", chart)), table);
    }

    private static void align(NtkRuntime runtime, BeforeAfter pair, String method) {
        try (KernelPair kernels = KernelPair.open(runtime.backend(), pair, runtime.estimators(), runtime.metrics())) {
            kernels.alignment(method, EstimatorOptions.samples(SAMPLES));
        }
    }
}
