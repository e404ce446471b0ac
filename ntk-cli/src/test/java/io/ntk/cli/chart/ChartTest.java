package io.ntk.cli.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.cli.file.Maker;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

class ChartTest {
    private static final double[] X = {1, 10, 100};
    private static final double[] Y = {0.5, 0.6, 0.55};
    private static final double[] LOWER = {0.1, -0.2, 0.5};
    private static final double[] UPPER = {0.9, 0.8, 0.6};
    private static final Maker MAKER = new Maker("track", List.of(), false);

    @TempDir
    private Path folder;

    static List<Chart> charts() {
        List<String> names = List.of("a", "b", "c & <d>");
        double[][] values = {{1, 0.5, 0.2}, {0.5, 1, 0.1}, {0.2, 0.1, 1}};
        return List.of(
                new LineChart("A line & <its> band", "x", "y")
                        .logarithmicX()
                        .logarithmicY()
                        .band("a", X, Y, LOWER, UPPER)
                        .level("exact", 0.56)
                        .zone("wanted", 0.5, 0.6),
                new LineChart("Points", "x", "y")
                        .points("a", X, Y, LOWER, UPPER)
                        .range(0, 1),
                new LineChart("One point", "x", "y").line("a", new double[] {3}, new double[] {2}),
                new BarChart("Bars", "share").bar("weight_ih_l0", 0.7, 0.1).bar("b", 0.3, 0),
                new BarChart("Bars alone", "share").bar("a", 0.7, 0).bar("b", 0.3, 0),
                new HeatMap("A map", names, names, values, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void isAnSvgDocumentThatScalesAndNamesItself(Chart chart) throws Exception {
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.toSvg(Theme.LIGHT).getBytes(StandardCharsets.UTF_8)));

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg.getDocumentElement().getAttribute("aria-label")).isEqualTo(chart.title());
        assertThat(svg.getDocumentElement().getAttribute("viewBox")).startsWith("0 0 ");
        assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(3);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void isTheSameEveryTime(Chart chart) {
        assertThat(chart.toSvg(Theme.DARK)).isEqualTo(chart.toSvg(Theme.DARK)).isNotEqualTo(chart.toSvg(Theme.LIGHT));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void leavesItsColorsToTheStyleSheetOfThePage(Chart chart) {
        String inline = chart.toInlineSvg();

        assertThat(inline).startsWith("<svg").contains("var(--chart-paper)", "var(--chart-ink)");
        assertThat(Pattern.compile("(fill|stroke):rgb\\(([^)]*)\\)(?!;\\w+-opacity:0;)")
                        .matcher(inline)
                        .results()
                        .map(result -> result.group(2)))
                .isEmpty();
        for (Theme theme : Theme.values()) {
            assertThat(variables(inline)).isSubsetOf(declared(Chart.styleSheet(theme)));
        }
    }

    private static List<String> variables(String svg) {
        return Pattern.compile("var\\((--[a-z0-9-]+)\\)")
                .matcher(svg)
                .results()
                .map(result -> result.group(1))
                .distinct()
                .toList();
    }

    private static List<String> declared(String css) {
        return Arrays.stream(css.split(";", -1))
                .filter(declaration -> !declaration.isEmpty())
                .map(declaration -> declaration.substring(0, declaration.indexOf(':')))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void isWrittenAsAPictureOnItsPaper(Chart chart) throws IOException {
        Path light = folder.resolve("chart.PNG");
        Path dark = folder.resolve("dark.png");
        chart.write(light, Theme.LIGHT, MAKER);
        chart.write(dark, Theme.DARK, MAKER);

        BufferedImage image = ImageIO.read(light.toFile());
        assertThat(image.getWidth()).isGreaterThanOrEqualTo(3 * Chart.WIDTH);
        assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xffffff);
        assertThat(ImageIO.read(dark.toFile()).getRGB(0, 0) & 0xffffff).isEqualTo(0x0d1117);
        assertThat(distinctColors(image)).isGreaterThan(20);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(light, dark);
        }
    }

    private static long distinctColors(BufferedImage image) {
        return IntStream.range(0, image.getHeight())
                .flatMap(y -> IntStream.range(0, image.getWidth()).map(x -> image.getRGB(x, y)))
                .distinct()
                .count();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void hasMoreRoomOnAWideScreenUnlessItIsAMap(Chart chart) {
        assertThat(chart.toInlineSvg()).contains("viewBox=\"0 0 460 ");
        assertThat(chart.toWideInlineSvg()
                        .filter(svg -> svg.contains("viewBox=\"0 0 960 "))
                        .isPresent())
                .isEqualTo(!(chart instanceof HeatMap));
    }

    @Test
    void tellsTheNumbersAtAPlace() {
        assertThat(titles(charts().get(0)))
                .containsExactly(
                        "a: 0.5 (0.1 to 0.9) at x 1",
                        // What a logarithmic axis cannot show is told all the same.
                        "a: 0.6 (-0.2 to 0.8) at x 10",
                        "a: 0.55 (0.5 to 0.6) at x 100");
        assertThat(titles(charts().get(3))).containsExactly("weight_ih_l0: 0.7 ± 0.1", "b: 0.3");
        assertThat(titles(charts().get(5))).hasSize(9).startsWith("a, a: 1", "a, b: 0.5", "a, c &amp; &lt;d&gt;: 0.2");
        assertThat(titles(new HeatMap("A map", List.of("3"), List.of("4"), new double[][] {{Double.NaN}}, 0, 1)
                        .along("step", "unit")))
                .containsExactly("step 3, unit 4: none");
    }

    private static List<String> titles(Chart chart) {
        return Pattern.compile("<title>(.*?)</title>")
                .matcher(chart.toInlineSvg())
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    /** Where a point is drawn is where it tells its number. */
    @Test
    void tellsThemWhereTheyAreDrawn() {
        double[] x = {0, 1};
        String svg =
                new LineChart("A", "x", "y").line("a", x, new double[] {0, 1}).toInlineSvg();

        Matcher line = Pattern.compile(
                        "stroke:var\\(--chart-series-1\\)[^>]* x1=\"([0-9.]+)\" x2=\"([0-9.]+)\" y1=\"([0-9.]+)\" y2=\"([0-9.]+)\"")
                .matcher(svg);
        assertThat(line.find()).isTrue();
        List<MatchResult> places = Pattern.compile(
                        "<rect height=\"10.0\" width=\"10.0\" x=\"([0-9.]+)\" y=\"([0-9.]+)\">")
                .matcher(svg)
                .results()
                .toList();
        assertThat(places).hasSize(2);
        for (int point = 0; point < 2; point++) {
            for (int axis = 1; axis <= 2; axis++) {
                assertThat(Double.parseDouble(places.get(point).group(axis)) + 5)
                        .isCloseTo(Double.parseDouble(line.group(2 * axis - 1 + point)), within(1.5));
            }
        }
    }

    @Test
    void manyPointsTellSomeOfTheirNumbers() {
        double[] many = IntStream.range(0, 10_000).asDoubleStream().toArray();

        assertThat(titles(new LineChart("A", "x", "y").line("a", many, many)))
                .hasSize(250)
                .startsWith("a: 0 at x 0", "a: 40 at x 40");
    }

    /** All shades stand in the bar, whatever the cells show. */
    @Test
    void aMapHasABarOfAllItsColors() {
        List<String> names = List.of("a");
        double[][] values = {{0.5}};

        assertThat(variables(new HeatMap("A map", names, names, values, -1, 1).toInlineSvg()))
                .filteredOn(name -> name.startsWith("--chart-heat"))
                .hasSize(65);
        assertThat(variables(new HeatMap("A map", names, names, values, 0, 1).toInlineSvg()))
                .filteredOn(name -> name.startsWith("--chart-heat"))
                .hasSize(33);
    }

    @Test
    void showsWhatItIsGiven() {
        String low = new LineChart("A", "x", "y").line("a", X, Y).toSvg(Theme.LIGHT);
        double[] other = {0.5, 0.6, 0.58};

        assertThat(new LineChart("A", "x", "y").line("a", X, other).toSvg(Theme.LIGHT))
                .isNotEqualTo(low);
    }

    /** A zone is paper of another shade, not a series: the colours of the others stay. */
    @Test
    void aZoneTakesNoSeriesItsColor() {
        String line = new LineChart("A", "x", "y").line("a", X, Y).toInlineSvg();
        String shaded = new LineChart("A", "x", "y")
                .zone("wanted", 0.5, 0.6)
                .line("a", X, Y)
                .toInlineSvg();

        assertThat(line).contains("var(--chart-series-1)").doesNotContain("var(--chart-series-2)");
        assertThat(shaded).isNotEqualTo(line).contains("var(--chart-series-1)").doesNotContain("var(--chart-series-2)");
    }

    @Test
    void aMapOfWholeNumbersShowsFewerDigits() {
        List<String> names = List.of("a", "b");
        double[][] values = {{94.6, 95}, {0.4, 100}};
        String digits = new HeatMap("A map", names, names, values, 0, 100).toSvg(Theme.LIGHT);

        assertThat(new HeatMap("A map", names, names, values, 0, 100)
                        .wholeNumbers()
                        .toSvg(Theme.LIGHT))
                .hasSizeLessThan(digits.length());
    }

    @Test
    void aMapLeavesPlacesWithoutNumberEmpty() {
        List<String> names = List.of("a", "b");
        double[][] values = {{1, Double.NaN}, {0.5, 0.25}};
        double[][] full = {{1, 0}, {0.5, 0.25}};

        assertThat(new HeatMap("A map", names, names, values, 0, 1).toSvg(Theme.LIGHT))
                .hasSizeLessThan(new HeatMap("A map", names, names, full, 0, 1)
                        .toSvg(Theme.LIGHT)
                        .length());
    }

    @Test
    void leavesOutWhatALogarithmicAxisCannotShow() {
        double[] x = {0, 1, 10, 100};
        double[] y = {1, 0.5, 0.6, 0.55};
        double[] kept = {0.5, 0.6, 0.55};

        assertThat(new LineChart("A", "x", "y").logarithmicX().line("a", x, y).toSvg(Theme.LIGHT))
                .isEqualTo(new LineChart("A", "x", "y")
                        .logarithmicX()
                        .line("a", X, kept)
                        .toSvg(Theme.LIGHT));
    }

    /** No power of ten may lie between, and then there would be no label at all. */
    @Test
    void drawsLessThanADecadeOnALinearAxis() {
        double[] narrow = {1158, 2044, 5213};

        assertThat(new LineChart("A", "x", "y")
                        .logarithmicY()
                        .line("a", X, narrow)
                        .toSvg(Theme.LIGHT))
                .isEqualTo(new LineChart("A", "x", "y").line("a", X, narrow).toSvg(Theme.LIGHT));
    }

    @Test
    void refusesOtherKindsOfPicture() {
        Chart chart = charts().get(0);

        assertThatThrownBy(() -> Chart.requireWritable(folder.resolve("chart.gif"), MAKER))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("chart.gif")
                .hasMessageContaining(".svg or .png");
        assertThatThrownBy(() -> chart.write(folder.resolve("no/such/folder.svg"), Theme.LIGHT, MAKER))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("folder exists");
    }

    @Test
    void refusesSeriesThatDoNotFit() {
        LineChart chart = new LineChart("A", "x", "y").line("a", X, Y);

        assertThatThrownBy(() -> chart.line("a", X, Y)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> chart.line("b", X, new double[2])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BarChart("A", "y").bar("a", Double.NaN, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void labelsAxesShortly() {
        assertThat(AxisLabels.text(0)).isEqualTo("0");
        assertThat(AxisLabels.text(0.30000000000000004)).isEqualTo("0.3");
        assertThat(AxisLabels.text(1000)).isEqualTo("1000");
        assertThat(AxisLabels.text(-2.5e7)).isEqualTo("-2.5e7");
        assertThat(AxisLabels.text(1e-5)).isEqualTo("1e-5");
        assertThat(AxisLabels.linear(DoubleStream.of(2, 3, 7))).isEqualTo(AxisLabels.COUNTED);
        assertThat(AxisLabels.linear(DoubleStream.of(2, 3.5))).isEqualTo(AxisLabels.LINEAR);
        assertThat(AxisLabels.logarithmic(1, 9)).isEqualTo(AxisLabels.LINEAR);
        assertThat(AxisLabels.logarithmic(1, 20)).isEqualTo(AxisLabels.FEW_DECADES);
        assertThat(AxisLabels.logarithmic(1, 1000)).isEqualTo(AxisLabels.DECADES);
    }
}
