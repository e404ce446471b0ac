package io.ntk.cli.chart;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.file.Maker;
import io.ntk.cli.file.OutputFile;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;

/** A picture of numbers, drawn by XChart. ProblemSizes are chosen so that it can be read on a telephone. */
public abstract sealed class Chart permits LineChart, BarChart, HeatMap {
    static final int WIDTH = 460;
    static final int WIDE = 960;
    static final int HEIGHT = 320;
    static final int FONT_SIZE = 13;
    private static final int PNG_SCALE = 3;
    private static final String KIND = "Picture";
    private static final String SVG = ".svg";

    private final String title;

    /** Makes a chart with a title. */
    Chart(String title) {
        this.title = title;
    }

    /**
     * {@return the chart}
     *
     * @param width {@link #WIDTH} or {@link #WIDE}; a map is as wide as its cells need
     */
    abstract Drawing draw(Palette palette, int width);

    /** {@return whether there is more to see of it where it is wider} */
    boolean widens() {
        return true;
    }

    /** {@return what it shows, in words} */
    public final String title() {
        return title;
    }

    /**
     * {@return the chart as a whole SVG document}
     *
     * @param theme its colours
     */
    public final String toSvg(Theme theme) {
        return SvgWriter.of(draw(theme.palette(), WIDTH), title).document();
    }

    /**
     * {@return the chart as an {@code svg} element to be put into a page: as wide as what surrounds it, in colours that its style
     * sheet declares, as {@link #styleSheet} gives them, and with titles that tell the numbers at a place}
     */
    public final String toInlineSvg() {
        return inlineSvg(WIDTH);
    }

    /** {@return the same for a place about twice as wide; empty of a chart of which no more would be seen there} */
    public final Optional<String> toWideInlineSvg() {
        return widens() ? Optional.of(inlineSvg(WIDE)) : Optional.empty();
    }

    private String inlineSvg(int width) {
        Drawing drawing = draw(Palette.LIGHT, width);
        return SvgWriter.of(drawing, title)
                .withTips(drawing, Palette.LIGHT.series(0))
                .withVariables(Palette.LIGHT)
                .element();
    }

    /**
     * {@return declarations of the colours that {@link #toInlineSvg} uses, to be put between braces}
     *
     * @param theme their values
     */
    public static String styleSheet(Theme theme) {
        return theme.palette().variables().entrySet().stream()
                .map(color -> String.format(
                        Locale.ROOT,
                        "%s:#%06x;",
                        color.getKey(),
                        color.getValue().getRGB() & 0xffffff))
                .collect(Collectors.joining());
    }

    /**
     * Writes the chart to a temporary file in the same folder, then moves it into place.
     *
     * @param file a name that ends in {@code .svg} or {@code .png}
     * @param theme its colours
     * @param maker the verb that draws it
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if the file cannot be written
     */
    public final void write(Path file, Theme theme, Maker maker) {
        if (OutputFile.ends(file, SVG)) {
            byte[] svg = (toSvg(theme) + maker.comment()).getBytes(StandardCharsets.UTF_8);
            OutputFile.write(KIND, file, out -> out.write(svg));
        } else {
            BufferedImage image = image(theme);
            OutputFile.write(KIND, file, out -> PngWriter.write(image, Map.of(Maker.KEY, maker.name()), out));
        }
    }

    /**
     * Refuses a name that says no format, and what could not be written: to be asked before long work.
     *
     * @param file the name of a picture
     * @param maker the verb that draws it
     * @throws NtkException as {@link OutputFile#requireWritable}
     */
    public static void requireWritable(Path file, Maker maker) {
        OutputFile.requireWritable(KIND, file, List.of(SVG, ".png"), maker);
    }

    private BufferedImage image(Theme theme) {
        IChart chart = draw(theme.palette(), WIDTH).chart();
        int width = chart.getWidth();
        int height = chart.getHeight();
        BufferedImage image = new BufferedImage(width * PNG_SCALE, height * PNG_SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.scale(PNG_SCALE, PNG_SCALE);
        chart.paint(graphics, width, height);
        graphics.dispose();
        return image;
    }

    /** What all kinds of chart look like. */
    static void style(AxesChartStyler styler, Palette palette) {
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE);
        styler.setBaseFont(font)
                .setChartTitleFont(font.deriveFont(Font.BOLD, FONT_SIZE + 1f))
                .setChartTitleBoxVisible(false)
                .setChartTitlePadding(6)
                .setChartPadding(8)
                .setChartBackgroundColor(palette.paper())
                .setPlotBackgroundColor(palette.paper())
                .setPlotBorderVisible(false)
                .setPlotContentSize(0.96)
                .setChartFontColor(palette.ink())
                .setChartTitleFontColor(palette.ink())
                .setLegendFont(font)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendBackgroundColor(palette.paper())
                .setLegendBorderColor(palette.paper())
                .setLegendPadding(4)
                .setXAxisTitleColor(palette.ink())
                .setYAxisTitleColor(palette.ink())
                .setLocale(Locale.ROOT)
                .setMarkerSize(6);
        styler.setAxisTitleFont(font)
                .setAxisTickLabelsFont(font)
                .setAxisTickLabelsColor(palette.ink())
                .setXAxisTickLabelsColor(palette.ink())
                .setYAxisTickLabelsColor(palette.ink())
                .setAxisTickMarksColor(palette.grid())
                .setXAxisTickMarksColor(palette.grid())
                .setYAxisTickMarksColor(palette.grid())
                .setPlotGridLinesColor(palette.grid())
                .setPlotGridLinesStroke(new java.awt.BasicStroke(1f))
                .setErrorBarsColor(palette.ink())
                .setPlotMargin(4);
    }
}
