package io.ntk.cli.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * Which colour stands for which number: from the palest at the least to the deepest at the greatest; or, where there are numbers of
 * both signs, in one colour below 0 and in another above it, equally deep at equal distances from 0.
 *
 * @param least of the numbers
 * @param greatest of the numbers
 * @param levels a palette's colours of heat, those of negative numbers first
 */
record ColorScale(double least, double greatest, List<Color> levels) {
    private static final int MOST_TICKS = 6;

    Color of(double value) {
        int zero = levels.size() / 2;
        return levels.get(zero + (int) Math.round(zero * Math.max(-1, Math.min(1, depth(value)))));
    }

    private double depth(double value) {
        if (least < 0 && greatest > 0) {
            return value / Math.max(-least, greatest);
        }
        return greatest > least ? (value - least) / (greatest - least) : 1;
    }

    /** {@return round numbers from the least to the greatest, at least one} */
    List<Double> ticks() {
        double range = greatest - least;
        List<Double> ticks = new ArrayList<>();
        if (!(range > 0)) {
            return List.of(least);
        }
        double power = Math.pow(10, Math.floor(Math.log10(range / MOST_TICKS)));
        for (double step : new double[] {power, 2 * power, 5 * power, 10 * power}) {
            long first = (long) Math.ceil(least / step - 1e-9);
            long last = (long) Math.floor(greatest / step + 1e-9);
            if (last - first < MOST_TICKS) {
                for (long i = first; i <= last; i++) {
                    ticks.add(i * step);
                }
                return ticks;
            }
        }
        return List.of(least, greatest);
    }
}
