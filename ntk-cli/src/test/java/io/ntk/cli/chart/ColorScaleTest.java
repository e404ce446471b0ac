package io.ntk.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ColorScaleTest {
    private static final List<Color> LEVELS = Theme.LIGHT.palette().heat();
    private static final int ZERO = LEVELS.size() / 2;

    @Test
    void numbersOfOneSignGoFromThePalestToTheDeepest() {
        ColorScale scale = new ColorScale(2, 4, LEVELS);

        assertThat(scale.of(2)).isEqualTo(LEVELS.get(ZERO));
        assertThat(scale.of(3)).isEqualTo(LEVELS.get(ZERO + ZERO / 2));
        assertThat(scale.of(4)).isEqualTo(LEVELS.get(2 * ZERO)).isEqualTo(scale.of(5));
    }

    /** A small negative number among large positive ones is nearly as pale as 0. */
    @Test
    void numbersOfBothSignsAreAsDeepAsTheyAreFarFromZero() {
        ColorScale scale = new ColorScale(-1, 4, LEVELS);

        assertThat(scale.of(0)).isEqualTo(LEVELS.get(ZERO));
        assertThat(LEVELS.indexOf(scale.of(1)) - ZERO).isEqualTo(ZERO - LEVELS.indexOf(scale.of(-1)));
        assertThat(scale.of(4)).isEqualTo(LEVELS.get(2 * ZERO));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 1 | 0.0 0.2 0.4 0.6 0.8 1.0",
                "-0.75 | 0.75 | -0.5 0.0 0.5",
                "80 | 100 | 80.0 85.0 90.0 95.0 100.0",
                "0 | 3e-7 | 0.0 1.0E-7 2.0E-7 3.0E-7",
                "2 | 2 | 2.0"
            })
    void ticksAreRoundNumbersWithinIt(double least, double greatest, String expected) {
        List<Double> ticks = new ColorScale(least, greatest, LEVELS)
                .ticks().stream()
                        .map(tick -> Double.valueOf(String.format("%.12g", tick)))
                        .toList();

        assertThat(ticks)
                .isEqualTo(List.of(expected.split(" ")).stream()
                        .map(Double::valueOf)
                        .toList());
    }

    /** Figures stand on all colours in one ink: its contrast is what WCAG asks of text. */
    @ParameterizedTest
    @EnumSource
    void figuresCanBeReadOnEveryColor(Theme theme) {
        Palette palette = theme.palette();

        assertThat(palette.heat())
                .allSatisfy(color -> assertThat(contrast(color, palette.ink())).isGreaterThan(4.5));
    }

    private static double contrast(Color one, Color other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int component) {
        double share = component / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
