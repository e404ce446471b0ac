package io.ntk.cli.chart;

import java.util.Arrays;
import java.util.List;

/** A series of a line chart, for tests of what charts show. */
public record DrawnSeries(String name, List<Double> x, List<Double> y, boolean isLevel, boolean isBand) {
    public static List<DrawnSeries> of(LineChart chart) {
        return chart.series().stream()
                .map(one -> new DrawnSeries(
                        one.name,
                        list(one.x),
                        list(one.y),
                        one.kind == LineChart.Kind.LEVEL || one.kind == LineChart.Kind.ZONE,
                        one.kind == LineChart.Kind.BAND))
                .toList();
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
