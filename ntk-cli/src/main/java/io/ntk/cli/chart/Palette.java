package io.ntk.cli.chart;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The colours of a chart. Series take theirs in turn: those of Okabe and Ito, which people who confuse colours can tell
 * apart, lightened for dark paper. Heat goes from the deepest orange, of negative numbers, by nearly the paper's colour to the deepest
 * blue; the ink of figures can be read on all of it.
 */
record Palette(Color paper, Color ink, Color grid, List<Color> series, List<Color> heat) {
    /** Shades of heat on either side of 0. */
    private static final int SHADES = 32;

    static final Palette LIGHT = new Palette(
            new Color(0xffffff),
            new Color(0x24292f),
            new Color(0xd0d7de),
            List.of(
                    new Color(0x0072b2),
                    new Color(0xd55e00),
                    new Color(0x009e73),
                    new Color(0xb3568a),
                    new Color(0xa07000),
                    new Color(0x6e7781)),
            heat(
                    new Color(0xe8924a),
                    new Color(0xfbd5b0),
                    new Color(0xf7fafc),
                    new Color(0xc0dbef),
                    new Color(0x55a0d0)));

    static final Palette DARK = new Palette(
            new Color(0x0d1117),
            new Color(0xe6edf3),
            new Color(0x30363d),
            List.of(
                    new Color(0x56b4e9),
                    new Color(0xf0883e),
                    new Color(0x2fc59b),
                    new Color(0xe08fc0),
                    new Color(0xe6c000),
                    new Color(0x9198a1)),
            heat(
                    new Color(0x9c5418),
                    new Color(0x5c361b),
                    new Color(0x1a2028),
                    new Color(0x1a3f5c),
                    new Color(0x1a6ca8)));

    Color series(int index) {
        return series.get(index % series.size());
    }

    /** From one colour by others to the last, each pair as many shades apart. */
    private static List<Color> heat(Color... corners) {
        int steps = 2 * SHADES / (corners.length - 1);
        List<Color> shades = new ArrayList<>(List.of(corners[0]));
        for (int corner = 1; corner < corners.length; corner++) {
            for (int i = 1; i <= steps; i++) {
                shades.add(between(corners[corner - 1], corners[corner], (double) i / steps));
            }
        }
        return List.copyOf(shades);
    }

    private static Color between(Color from, Color to, double share) {
        return new Color(
                (int) Math.round(from.getRed() + share * (to.getRed() - from.getRed())),
                (int) Math.round(from.getGreen() + share * (to.getGreen() - from.getGreen())),
                (int) Math.round(from.getBlue() + share * (to.getBlue() - from.getBlue())));
    }

    /** {@return the colours that differ between light and dark, by what style sheets call them} */
    Map<String, Color> variables() {
        Map<String, Color> variables = new LinkedHashMap<>();
        variables.put("--chart-paper", paper);
        variables.put("--chart-ink", ink);
        variables.put("--chart-grid", grid);
        for (int i = 0; i < series.size(); i++) {
            variables.put("--chart-series-" + (i + 1), series.get(i));
        }
        for (int i = 0; i < heat.size(); i++) {
            variables.put("--chart-heat-" + i, heat.get(i));
        }
        return variables;
    }
}
