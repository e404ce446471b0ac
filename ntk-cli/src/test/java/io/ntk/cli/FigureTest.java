package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FigureTest {
    private static final Path DOCUMENTED = Path.of("..", "docs", "figures");

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

    /** As of every verb: what it made is replaced, what others made is not, and that is told before the work. */
    @Test
    void replacesNoFilesOfOthers() throws IOException {
        Path out = folder.resolve("figures");
        CliFixture cli = new CliFixture(folder);
        String line = "figure coverage --size 4,5,6 --steps 5 --seeds 1 --networks relu --samples 6 --out " + out;
        assertThat(cli.run(line).err()).isEmpty();
        assertThat(cli.run(line).err()).as("its own").isEmpty();
        List<Path> written;
        try (Stream<Path> files = Files.list(out)) {
            written = files.toList();
        }
        assertThat(written).extracting(Path::toString).anyMatch(name -> name.endsWith(".svg"));
        for (Path file : written) {
            byte[] own = Files.readAllBytes(file);
            Files.writeString(file, "network,method,mine\n");

            Result refused = cli.run(line);
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err())
                    .contains("'" + file + "' exists, and ntk figure did not make it.", "--force")
                    .hasLineCount(1);
            assertThat(file).hasContent("network,method,mine\n");
            Files.write(file, own);
        }
        Files.writeString(out.resolve("coverage.csv"), "mine");
        assertThat(cli.run(line + " --force").err()).isEmpty();
        assertThat(out.resolve("coverage.csv")).content().startsWith("network,precision,");
    }

    /** A table whose first columns are not those that its verb knows could never be replaced. */
    @ParameterizedTest
    @ValueSource(strings = {"2", "spectra", "size", "frozen", "lazy", "interference", "tolerance", "coverage", "time"})
    void knowsTheTablesOfEveryFigure(String name) throws IOException {
        Path out = Files.createDirectories(folder.resolve("figures"));
        Path published = DOCUMENTED.resolve(name + ".csv");
        if (name.equals("tolerance")) {
            // It is in the text of the documentation alone.
            Files.writeString(
                    out.resolve("tolerance.csv"),
                    "method,tolerance reached %,true error below 1 %,largest error %,mean applications\n");
        } else {
            Files.copy(published, out.resolve(name + ".csv"));
        }
        Files.writeString(out.resolve(name + "-mine.svg"), "mine");

        // Of the two files only the picture is in the way.
        assertThat(new CliFixture(folder)
                        .run("figure " + name + " --out " + out)
                        .err())
                .contains(name + "-mine.svg' exists")
                .hasLineCount(1);
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
