package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FigureTest {
    @TempDir
    private Path folder;

    @Test
    void writesItsTableAndItsPictures() throws IOException {
        Path out = folder.resolve("figures");

        Result result = new CliFixture(folder)
                .run("figure 2 --size 6,5,8 --steps 5 --seeds 2 --learning-rate 0.01 --init-scale 2 --out " + out);

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("network").contains("deflated");
        assertThat(Files.readAllLines(out.resolve("2.csv")))
                .hasSize(1 + 3 * 5 + 1)
                .first()
                .isEqualTo("network,method,budget,applications,median error %,largest error %,coverage,seconds");
        for (String panel : new String[] {"time", "estimate", "error"}) {
            assertThat(Files.readString(out.resolve("2-" + panel + ".svg"))).contains("<svg", "rnn_tanh [6,5,8]");
        }
    }

    @Test
    void writesWhatALargeTableComesTo() throws IOException {
        Path out = folder.resolve("figures");
        Path page = folder.resolve("page.html");

        Result result = new CliFixture(folder)
                .run("figure coverage --size 4,5,6 --steps 5 --seeds 2 --networks gru --samples 6,20 --out " + out
                        + " --report " + page);

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("Networks of the study").contains("Coverage in float32", "What is not as");
        assertThat(Files.readAllLines(out.resolve("coverage.csv")))
                .first()
                .asString()
                .startsWith("network,precision,quantity,method,samples,coverage %,intervals,");
        assertThat(Files.readString(out.resolve("coverage.md")))
                .startsWith("# Figure coverage\n\n## Networks of the study")
                .contains("| gru | gru, memory-pro, states | 120 |");
        assertThat(out.resolve("coverage-networks.svg")).exists();
        // One precision on the command line would repeat half of the study.
        assertThat(Files.readString(page)).contains("float32, float64").doesNotContain("--precision");
    }

    @Test
    void studiesThePrecisionThatIsAskedFor() {
        Result result = new CliFixture(folder)
                .run(
                        "figure coverage --size 4,5,6 --steps 5 --seeds 1 --networks relu --samples 6 --precision float64");

        assertThat(result.out()).contains("Coverage in float64").doesNotContain("float32");
    }

    @Test
    void refusesOptionsOfAnotherFigure() {
        Result result = new CliFixture(folder).run("figure 2 --samples 20");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("options of figure coverage");
    }

    @Test
    void printsJson() {
        Result result = new CliFixture(folder).run("figure size --size 4,3,8 --seeds 1 --cell gru --json");

        assertThat(ParsedJson.object(result.out()))
                .containsEntry("figure", "size")
                .containsKey("rows");
    }

    @Test
    void refusesAnUnknownFigure() {
        Result result = new CliFixture(folder).run("figure 3");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: There is no figure '3'.");
    }
}
