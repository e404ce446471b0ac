package io.ntk.cli.figure;

import io.ntk.cli.chart.LineChart;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a method gives with a budget, and what it takes.
 *
 * @param applications those that it spends
 * @param medianError relative, over seeds
 * @param estimate of seed 0
 * @param seconds of one run
 */
record Measurement(double applications, double medianError, double estimate, double seconds) {
    /** Adds a line through measurements with rising budgets to a chart. */
    static void draw(
            LineChart chart,
            String name,
            List<Measurement> measurements,
            ToDoubleFunction<Measurement> x,
            ToDoubleFunction<Measurement> y) {
        chart.line(
                name,
                measurements.stream().mapToDouble(x).toArray(),
                measurements.stream().mapToDouble(y).toArray());
    }
}
