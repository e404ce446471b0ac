package io.ntk.cli.chart;

import java.awt.geom.Rectangle2D;

/**
 * What a place of a picture says to a reader who points at it.
 *
 * @param place where, in the units of the picture
 * @param text what it says
 */
record Tip(Rectangle2D place, String text) {
    /** {@return around a point} */
    static Tip at(double x, double y, double reach, String text) {
        return new Tip(new Rectangle2D.Double(x - reach, y - reach, 2 * reach, 2 * reach), text);
    }
}
