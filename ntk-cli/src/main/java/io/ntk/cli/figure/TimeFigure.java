package io.ntk.cli.figure;

import io.ntk.cli.chart.LineChart;
import io.ntk.runtime.NtkRuntime;
import java.util.List;
import java.util.SortedMap;

/** The error against the seconds that it takes; where a peer's times are known, beside a shared sketch of the peer. */
final class TimeFigure {
    private static final List<Integer> BUDGETS = List.of(10, 15, 20, 30, 50, 100, 200, 400);
    private static final String NETWORK = "trained";

    private TimeFigure() {}

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Measurements measurements = new Measurements(settings);
        LineChart chart = new LineChart(
                        "Error against time, " + settings.label(), "seconds of an alignment", "median relative error")
                .logarithmicX()
                .logarithmicY();
        SortedMap<Integer, Double> peer = settings.peerSeconds();
        try (KnownKernels kernels = new KnownKernels(runtime, new Networks(runtime).trained(settings))) {
            for (String name : List.of("deflated", "shared-sketch")) {
                boolean hasPeer = name.equals("shared-sketch") && !peer.isEmpty();
                List<Integer> budgets = hasPeer ? List.copyOf(peer.keySet()) : BUDGETS;
                List<Measurement> found = measurements.of(NETWORK, name, kernels.alignment(name), budgets);
                Measurement.draw(chart, name, found, Measurement::seconds, Measurement::medianError);
                if (hasPeer) {
                    chart.line(
                            name + ", peer",
                            peer.values().stream()
                                    .mapToDouble(Double::doubleValue)
                                    .toArray(),
                            found.stream().mapToDouble(Measurement::medianError).toArray());
                }
            }
            measurements.addExact(NETWORK, kernels);
        }
        return measurements.with(List.of(new Panel("error", chart)));
    }
}
