package io.ntk.cli.figure;

import io.ntk.cli.chart.Chart;

/**
 * One picture of a figure.
 *
 * @param name what tells it from the other panels of the figure, fit for a file's name
 * @param chart the picture
 */
public record Panel(String name, Chart chart) {}
