package io.ntk.cli.command;

import io.ntk.cli.chart.LineChart;
import io.ntk.estimators.spectrum.RitzValue;
import java.util.List;
import java.util.stream.IntStream;

/** The largest values of a spectrum in a chart, with bounds of their errors as bars. */
final class RitzBars {
    private RitzBars() {}

    /** {@return the chart with the values, the largest at 1} */
    static LineChart addTo(LineChart chart, String name, List<RitzValue> values) {
        return chart.points(
                name,
                IntStream.rangeClosed(1, values.size()).asDoubleStream().toArray(),
                values.stream().mapToDouble(RitzValue::value).toArray(),
                values.stream().mapToDouble(v -> v.value() - v.residual()).toArray(),
                values.stream().mapToDouble(v -> v.value() + v.residual()).toArray());
    }
}
