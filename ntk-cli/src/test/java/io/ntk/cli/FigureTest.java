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
