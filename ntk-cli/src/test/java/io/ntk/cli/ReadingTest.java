package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.NumericArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was taken from a user's file, and what was left, is said with every result. */
class ReadingTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final String RATE_NETWORK = " --inputs " + CASES.resolve("read_through_tanh_inputs.npy")
            + " --model " + CASES.resolve("read_through_tanh_before.pth");

    @TempDir
    private Path folder;

    private CliFixture cli;

    @BeforeEach
    void command() {
        cli = new CliFixture(folder);
    }

    private String succeed(String line) {
        Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    /** A rate network is usually read through its nonlinearity, which 'leaky' does not do. */
    @Test
    void saysWhatTheReadoutMultiplies() {
        String line =
                "trace --cell leaky --observe outputs --map weight_hh=J.weight --map weight_ih=b_in --map bias=c_x"
                        + RATE_NETWORK;

        assertThat(succeed(line))
                .containsPattern("(?m)^read +'.*read_through_tanh_before.pth': 1 layer; outputs are 'W_out.weight'"
                        + " \\[\\d, 6\\] times the state itself, not tanh of it");
        assertThat(ParsedJson.object(succeed(line + " --json")).get("model").toString())
                .contains("outputs=outputs are 'W_out.weight'", "readout.weight=W_out.weight", "weight_hh=J.weight");
    }

    @Test
    void readsThroughTheNonlinearityThatTheEquationsName() {
        String line = "trace --cell rate_inside --observe outputs --precision float64 --estimator exact" + RATE_NETWORK;

        assertThat(Double.parseDouble(succeed(line + " --quiet"))).isCloseTo(33.60810241762896, within(1e-9 * 33.6));
        assertThat(succeed(line)).contains("'W_out.weight' [2, 6] times tanh(y) of the state", "J is 'J.weight'");
        assertThat(succeed(line + " --set f=relu")).contains("times relu(y) of the state");
    }

    @Test
    void tracksWithTheOptionsOfTensors() throws IOException {
        for (int step = 0; step < 2; step++) {
            Files.copy(CASES.resolve("read_through_tanh_before.pth"), folder.resolve("step-" + step + ".pth"));
        }
        String line = "track " + folder + " --pattern *.pth --cell rate_inside --observe outputs --inputs "
                + CASES.resolve("read_through_tanh_inputs.npy");

        assertThat(succeed(line + " --readout W_out. --map c=c_x --set f=relu"))
                .contains("step-0.pth', ", "times relu(y) of the state", "c is 'c_x'");
        assertThat(cli.run(line + " --readout none").err()).contains("no readout is to be taken");
    }

    @Test
    void saysTheSameOfTwoCheckpointsInOneLineAndFoldsWhatIsUnused() throws IOException {
        List<NumericArray> arrays = CliFixture.network("net.");
        IntStream.range(0, 16).forEach(i -> arrays.add(CliFixture.constant("optim.state." + i, 2)));
        Path before = cli.write("step-0.npz", arrays);
        Path after = cli.write("step-9.npz", arrays);
        Path inputs = cli.write("inputs.npy", CliFixture.constant("inputs", 2, 3, 3));
        Path page = folder.resolve("page.html");
        String said =
                "module 'net', 1 layer; no readout is taken; unused: 'optim.state.0' [2], 'optim.state.1' [2] and 14"
                        + " more under 'optim'";

        String text = succeed("align --cell rnn --before " + before + " --after " + after + " --inputs " + inputs
                + " --report " + page);

        assertThat(text.lines().filter(line -> line.startsWith("read ")))
                .containsExactly("read       '" + before + "', '" + after + "': " + said);
        assertThat(Files.readString(page)).contains("step-9.npz", "14 more under");
        assertThat(succeed("track " + folder + " --cell rnn --inputs " + inputs))
                .contains(said);
        assertThat(succeed("check --cell rnn --model " + before + " --inputs " + inputs))
                .contains(said);
    }
}
