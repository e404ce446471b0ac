package io.ntk.cli.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;

/** The numbers of an axis: short, and powers of ten alone on a logarithmic one. */
final class AxisLabels {
    /** On a logarithmic axis, whose ends are not round. */
    private static final int FEW_DIGITS = 4;

    /** Ticks of a linear axis are round: that many digits are there only where values differ in them. */
    private static final int MOST_DIGITS = 9;

    private AxisLabels() {}

    static void format(AxesChartStyler styler, boolean logarithmicX, boolean logarithmicY) {
        styler.setXAxisLogarithmicDecadeOnly(logarithmicX).setYAxisLogarithmicDecadeOnly(logarithmicY);
        styler.setXAxisTickLabelsFormattingFunction(value -> text(value, logarithmicX ? FEW_DIGITS : MOST_DIGITS))
                .setYAxisTickLabelsFormattingFunction(value -> text(value, logarithmicY ? FEW_DIGITS : MOST_DIGITS));
    }

    static String text(double value) {
        return text(value, MOST_DIGITS);
    }

    private static String text(double value, int digits) {
        double size = Math.abs(value);
        if (size == 0 || !Double.isFinite(value)) {
            return size == 0 ? "0" : "";
        }
        BigDecimal rounded =
                new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
        if (size >= 1e-3 && size < 1e6) {
            return rounded.toPlainString();
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        return String.format(
                Locale.ROOT, "%se%d", rounded.movePointLeft(exponent).toPlainString(), exponent);
    }
}
