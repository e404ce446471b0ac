package io.ntk.cli.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;

/** Numbers beside an axis: short, and powers of ten alone on a logarithmic one. */
final class AxisLabels {
    private static final int DIGITS = 4;

    private AxisLabels() {}

    static void format(AxesChartStyler styler, boolean logarithmicX, boolean logarithmicY) {
        styler.setXAxisLogarithmicDecadeOnly(logarithmicX).setYAxisLogarithmicDecadeOnly(logarithmicY);
        styler.setXAxisTickLabelsFormattingFunction(AxisLabels::text)
                .setYAxisTickLabelsFormattingFunction(AxisLabels::text);
    }

    static String text(double value) {
        double size = Math.abs(value);
        if (size == 0 || !Double.isFinite(value)) {
            return size == 0 ? "0" : "";
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(DIGITS)).stripTrailingZeros();
        if (size >= 1e-3 && size < 1e6) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return String.format(
                Locale.ROOT, "%se%d", rounded.movePointLeft(exponent).toPlainString(), exponent);
    }
}
