package io.ntk.cli.figure;

import io.ntk.cli.chart.LineChart;
import io.ntk.runtime.NtkRuntime;
import java.util.List;

/** Run time, estimate and error of the article's approaches against samples, beside the exact value. */
final class ApproachesFigure {
    private static final List<Integer> TRACE_BUDGETS = List.of(15, 30, 60, 120, 240);
    private static final List<Integer> ALIGNMENT_BUDGETS = List.of(15, 30, 60, 100, 200);
    private static final String NETWORK = "trained";

    private final FigureSettings settings;
    private final Measurements measurements;
    private final LineChart seconds;
    private final LineChart estimates;
    private final LineChart errors;

    private ApproachesFigure(FigureSettings settings, String estimated, String title, String applications) {
        this.settings = settings;
        measurements = new Measurements(settings);
        String of = " of " + estimated + ", " + settings.label();
        seconds = new LineChart("Run time" + of, applications, "seconds");
        estimates = new LineChart(title + ", seed 0, " + settings.label(), applications, "estimate");
        errors = new LineChart("Error" + of, applications, "median relative error")
                .logarithmicX()
                .logarithmicY();
    }

    /** Hutch++ beside Hutchinson's method. */
    static FigureData traces(NtkRuntime runtime, FigureSettings settings) {
        ApproachesFigure figure = new ApproachesFigure(settings, "a trace", "Trace", "applications of the kernel");
        try (KnownKernels kernels = figure.kernels(runtime)) {
            return figure.of(List.of(kernels.trace("hutch++"), kernels.trace("hutchinson")), TRACE_BUDGETS);
        }
    }

    /** Three traces and the shared sketch beside deflation. */
    static FigureData alignments(NtkRuntime runtime, FigureSettings settings) {
        ApproachesFigure figure =
                new ApproachesFigure(settings, "an alignment", "Alignment", "applications of each kernel");
        try (KnownKernels kernels = figure.kernels(runtime)) {
            List<KnownMethod> methods = List.of(
                    kernels.alignment("three-traces"),
                    kernels.alignment("shared-sketch"),
                    kernels.alignment("deflated"));
            FigureData found = figure.of(methods, ALIGNMENT_BUDGETS);
            figure.measurements.addExact(NETWORK, kernels);
            return found;
        }
    }

    private KnownKernels kernels(NtkRuntime runtime) {
        return new KnownKernels(runtime, new Networks(runtime).trained(settings));
    }

    private FigureData of(List<KnownMethod> methods, List<Integer> budgets) {
        for (KnownMethod method : methods) {
            List<Measurement> found = measurements.of(NETWORK, method.name(), method, budgets);
            Measurement.draw(seconds, method.name(), found, Measurement::applications, Measurement::seconds);
            Measurement.draw(estimates, method.name(), found, Measurement::applications, Measurement::estimate);
            Measurement.draw(errors, method.name(), found, Measurement::applications, Measurement::medianError);
        }
        estimates.level("exact", methods.get(0).exact());
        return measurements.with(
                List.of(new Panel("time", seconds), new Panel("estimate", estimates), new Panel("error", errors)));
    }
}
