package io.ntk.cli.chart;

/** Whether a picture is for light or for dark paper. */
public enum Theme {
    /** Dark ink on white. */
    LIGHT,
    /** Light ink on nearly black. */
    DARK;

    Palette palette() {
        return this == LIGHT ? Palette.LIGHT : Palette.DARK;
    }
}
