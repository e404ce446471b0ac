package io.ntk.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Restriction;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.HeatMap;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.HtmlPage;
import io.ntk.runtime.model.ProblemSizes;
import io.ntk.runtime.model.RandomProblems;
import io.ntk.runtime.provider.Cells;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps and units of a part have the numbers that they have in the whole; text in pictures is drawn, so pictures are compared. */
class ModePicturesTest {
    private static final Axis TRIALS = new Axis(Axis.TRIAL, 2);
    private static final Axis STEPS = new Axis(Axis.TIME, 3);
    private static final Axis UNITS = new Axis(Axis.UNIT, 2);

    private static Problem part() {
        return new RandomProblems(Cells.find(ModePicturesTest.class.getClassLoader()))
                .pair("gru", new ProblemSizes(2, 9, 5, 3), 0, Precision.FLOAT32)
                .before()
                .withRestriction(Restriction.NONE.withSteps(Indices.of(4, 6, 7)).withUnits(Indices.of(1, 3)));
    }

    private static String page(IndexShape shape, double... mode) {
        HtmlPage page = new HtmlPage("Modes");
        new ModePictures(shape, part()).addTo(page, new double[][] {mode});
        return page.toHtml();
    }

    @Test
    void linesAreDrawnOverTheStepsOfTheWhole() {
        LineChart expected = new LineChart("Leading modes over steps", "step", "element of the eigenvector")
                .line("mode 1", new double[] {4, 6, 7}, new double[] {0.6, 0, -0.8});

        assertThat(page(IndexShape.of(STEPS), 0.6, 0, -0.8)).contains(expected.toInlineSvg());
    }

    @Test
    void mapsNameTheStepsAndUnitsOfTheWhole() {
        double[][] unitsByStep = {{0.5, 0, 0}, {0, 0, -0.75}};
        HeatMap expected = new HeatMap("Mode 1", List.of("1", "3"), List.of("4", "6", "7"), unitsByStep, -0.75, 0.75)
                .along("unit", "step");

        assertThat(page(IndexShape.of(STEPS, UNITS), 0.5, 0, 0, 0, 0, -0.75)).contains(expected.toInlineSvg());
    }

    /** 0.8 is no binary fraction: what is rounded up is the number that people write. */
    @Test
    void theScaleEndsAtTheNumberAsItIsWritten() {
        double[][] unitsByStep = {{0.6, 0, 0}, {0, 0, -0.8}};
        HeatMap expected = new HeatMap("Mode 1", List.of("1", "3"), List.of("4", "6", "7"), unitsByStep, -0.8, 0.8)
                .along("unit", "step");

        assertThat(page(IndexShape.of(STEPS, UNITS), 0.6, 0, 0, 0, 0, -0.8)).contains(expected.toInlineSvg());
    }

    /** Trials that are left out are not run: those that are run are counted. */
    @Test
    void trialsAreCounted() {
        double[][] trialsByUnit = {{0.5, 0}, {0, -0.75}};
        HeatMap expected = new HeatMap("Mode 1", List.of("0", "1"), List.of("1", "3"), trialsByUnit, -0.75, 0.75)
                .along("trial", "unit");

        assertThat(page(IndexShape.of(TRIALS, UNITS), 0.5, 0, 0, -0.75)).contains(expected.toInlineSvg());
    }
}
