package io.ntk.cli.chart;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.style.AxesChartStyler;

/** The numbers of an axis: short, and on a logarithmic one powers of ten, of few decades also their doubles and fives. */
enum AxisLabels {
    /** Round numbers equally far apart. */
    LINEAR,
    /** The same of places that are counted: nothing stands between two of them. */
    COUNTED,
    /** 1, 2, 5, 10, 20, 50 and so on. */
    FEW_DECADES,
    /** 1, 10, 100 and so on. */
    DECADES;

    /** On a logarithmic axis, whose ends are not round. */
    private static final int FEW_DIGITS = 4;

    /** Ticks of a linear axis are round: that many digits are there only where values differ in them. */
    private static final int MOST_DIGITS = 9;

    private static final double MANY_DECADES = 300;

    /** {@return the labels of a logarithmic axis between two numbers; a narrower one than a decade is better linear} */
    static AxisLabels logarithmic(double least, double greatest) {
        return greatest < 10 * least ? LINEAR : greatest < MANY_DECADES * least ? FEW_DECADES : DECADES;
    }

    /** {@return the labels of a linear axis on which values stand} */
    static AxisLabels linear(DoubleStream values) {
        return values.allMatch(value -> value == Math.rint(value)) ? COUNTED : LINEAR;
    }

    boolean areLogarithmic() {
        return this == FEW_DECADES || this == DECADES;
    }

    static void format(AxesChartStyler styler, AxisLabels x, AxisLabels y) {
        styler.setXAxisLogarithmic(x.areLogarithmic()).setYAxisLogarithmic(y.areLogarithmic());
        styler.setXAxisLogarithmicDecadeOnly(x == DECADES).setYAxisLogarithmicDecadeOnly(y == DECADES);
        styler.setXAxisTickLabelsFormattingFunction(x::label).setYAxisTickLabelsFormattingFunction(y::label);
    }

    private String label(double value) {
        return switch (this) {
            case LINEAR -> text(value, MOST_DIGITS);
            case COUNTED -> value == Math.rint(value) ? text(value, MOST_DIGITS) : "";
            case DECADES -> text(value, FEW_DIGITS);
            case FEW_DECADES -> {
                long first = Math.round(value / Math.pow(10, Math.floor(Math.log10(value) + 1e-9)));
                yield first == 1 || first == 2 || first == 5 ? text(value, FEW_DIGITS) : "";
            }
        };
    }

    static String text(double value) {
        return text(value, MOST_DIGITS);
    }

    /** {@return a number with a few digits, as a sentence holds it} */
    static String shortly(double value) {
        return text(value, FEW_DIGITS);
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
