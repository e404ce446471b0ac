package io.ntk.cli.figure;

import io.ntk.cli.chart.LineChart;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.ArrayList;
import java.util.List;

/** The median error of every method against the applications it spends, on a trained and on an untrained network. */
final class AccuracyFigure {
    private static final List<Integer> BUDGETS = List.of(20, 50, 100, 200);

    private final FigureSettings settings;
    private final Measurements measurements;
    private final List<Panel> panels = new ArrayList<>();

    private AccuracyFigure(FigureSettings settings) {
        this.settings = settings;
        measurements = new Measurements(settings);
    }

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Networks networks = new Networks(runtime);
        AccuracyFigure figure = new AccuracyFigure(settings);
        figure.measure(runtime, "trained", networks.trained(settings));
        figure.measure(runtime, "untrained", networks.untrained(settings));
        return figure.measurements.with(figure.panels);
    }

    private void measure(NtkRuntime runtime, String network, BeforeAfter pair) {
        try (KnownKernels kernels = new KnownKernels(runtime, pair)) {
            measurements.addExact(network, kernels);
            draw(network, "Alignment", "", kernels.alignments());
            draw(network, "Trace", "trace: ", kernels.traces());
        }
    }

    private void draw(String network, String title, String labelPrefix, List<KnownMethod> methods) {
        LineChart chart = new LineChart(
                        title + ", " + network + " " + settings.label(),
                        "applications of each operator",
                        "median relative error")
                .logarithmicX()
                .logarithmicY();
        for (KnownMethod method : methods) {
            if (!method.isExact()) {
                List<Measurement> found = measurements.of(network, labelPrefix + method.name(), method, BUDGETS);
                Measurement.draw(chart, method.name(), found, Measurement::applications, Measurement::medianError);
            }
        }
        panels.add(new Panel(network + "-" + methods.get(0).metric(), chart));
    }
}
