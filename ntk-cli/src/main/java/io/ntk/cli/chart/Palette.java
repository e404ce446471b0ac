package io.ntk.cli.chart;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The colours of a chart. Series take theirs in turn: those of Okabe and Ito, which people who confuse colours can tell
 * apart, lightened for dark paper.
 */
record Palette(Color paper, Color ink, Color grid, List<Color> series) {
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
                    new Color(0x6e7781)));

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
                    new Color(0x9198a1)));

    /** From nearly white to a blue on which dark figures can still be read: the same on light and on dark paper. */
    static final List<Color> HEAT = List.of(new Color(0xf7fbff), new Color(0xc6dbef), new Color(0x5ba3d0));

    /** Figures on heat. */
    static final Color HEAT_INK = new Color(0x0b1f33);

    Color series(int index) {
        return series.get(index % series.size());
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
        return variables;
    }
}
