package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.NumericArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks whose files hold masks and signs. The files and the numbers are from PyTorch: an EIRNN of 5 units of which 4 are
 * excitatory and read, its mask in int64 with the signs in it.
 */
class SignsAndMasksTest {
    private static final Path FILES = Path.of("src", "test", "resources", "masks");
    private static final Path AFTER = FILES.resolve("eirnn_after.pt");
    private static final String PAIR = " --before " + FILES.resolve("eirnn_before.pt") + " --after " + AFTER
            + " --inputs " + FILES.resolve("eirnn_inputs.npy");
    private static final String STATES = " --inputs " + FILES.resolve("eirnn_inputs.npy") + " --states "
            + FILES.resolve("eirnn_rates.npy") + " --model ";

    private static final String WARNING =
            "'rnn.h2h.mask' [5, 5] looks like a mask or signs that the cell does not use: ";

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli = new CliFixture(folder);

    @BeforeEach
    void start() {
        cli = new CliFixture(folder);
    }

    private String succeed(String line) {
        Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    @Test
    void showPrefersTheCellThatUsesTheMask() {
        String text = succeed("show " + AFTER);

        assertThat(text)
                .containsSubsequence(
                        "fits cell dale_masked.",
                        "fits cell rate_around, rate_outside.",
                        "'rnn.h2h.mask' [5, 5] looks like a mask or signs, and is not used",
                        "Next:",
                        "ntk cells dale_masked  # are these your equations?",
                        "ntk align --cell dale_masked --before")
                .doesNotContain("--readout may name 'rnn.h2h.mask'");
        assertThat(ParsedJson.object(succeed("show --json " + AFTER))
                        .get("networks")
                        .toString())
                .containsSubsequence("cells=[dale_masked]", "masks=[], ", "cells=[rate_around", "masks=[rnn.h2h.mask]");
    }

    @Test
    void theMaskThatHoldsTheSignsIsThatOfPyTorch() throws IOException {
        String exact = " --precision float64 --estimator exact --quiet" + PAIR;
        Path own = Files.writeString(folder.resolve("own.cell"), succeed("cells dale_masked") + "\noutput\n  r[0:4]\n");

        assertThat(Double.parseDouble(succeed("align --cell dale_masked" + exact)))
                .isCloseTo(0.7050863320587729, within(1e-9));
        assertThat(Double.parseDouble(succeed("align --cell " + own + " --observe outputs" + exact)))
                .isCloseTo(0.957514757498729, within(1e-9));
        for (String cellAlone : List.of(" --params V,b,W_in", " --params V --params b,W_in")) {
            assertThat(Double.parseDouble(succeed("align --cell " + own + " --observe outputs" + cellAlone + exact)))
                    .isCloseTo(0.672070841046919, within(1e-9));
        }
    }

    @Test
    void aMetricWithoutTheMaskSaysSoInEveryForm() throws IOException {
        Path page = folder.resolve("page.html");
        String line = "align --cell rate_around --estimator exact" + PAIR;

        assertThat(succeed(line + " --report " + page).lines())
                .filteredOn(each -> each.startsWith("warning "))
                .singleElement()
                .asString()
                .startsWith("warning    " + WARNING);
        assertThat(ParsedJson.object(succeed(line + " --json")).get("model").toString())
                .contains("warnings=[" + WARNING);
        assertThat(Files.readString(page)).contains("looks like a mask or signs that the cell does not use");
        assertThat(succeed("align --cell dale_masked --estimator exact" + PAIR)).doesNotContain("warning");
    }

    @Test
    void statesThatDifferPointAtTheMaskFirst() {
        Result result = cli.run("check --cell rate_around" + STATES + AFTER);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err())
                .contains("are not those that ntk computes. ntk does not use 'rnn.h2h.mask' [5, 5]; if your step does,")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"eirnn_after.pt, 0.001, float32", "eirnn_bf16.pt, 0.02, bfloat16"})
    void statesAreComparedAsWeightsAreStored(String file, String tolerance, String type) {
        assertThat(succeed("check --cell dale_masked" + STATES + FILES.resolve(file)))
                .contains("are those that ntk computes.", "the tolerance is " + tolerance + ", that of " + type + ",");
    }

    @Test
    void saysThatWeightsAreCoarse() {
        String model = FILES.resolve("eirnn_bf16.pt").toString();
        Result result = cli.run("check --cell dale_masked --set alpha=0.5" + STATES + model);

        assertThat(result.err())
                .contains("The weights are stored as bfloat16: states of weights that were not rounded");
        assertThat(result.out()).contains("; stored as bfloat16; ");
        assertThat(succeed("trace --cell dale_masked --json --inputs " + FILES.resolve("eirnn_inputs.npy") + " --model "
                        + model))
                .contains("\"storedAs\":\"bfloat16\"");
    }

    /** No cell that ntk knows has these constants under these names. */
    @ParameterizedTest
    @CsvSource({"2 2", "2", "2 1", "2 3"})
    void showAsksForACellThatUsesThem(String shape) {
        Integer[] sizes =
                java.util.Arrays.stream(shape.split(" ")).map(Integer::valueOf).toArray(Integer[]::new);
        NumericArray signs = CliFixture.constant("net.fixed", sizes);
        java.util.Arrays.fill(signs.values(), 1);
        signs.values()[1] = -1;
        List<NumericArray> arrays = new ArrayList<>(CliFixture.network("net."));
        arrays.add(signs);

        Map<String, Object> json = ParsedJson.object(succeed("show --json " + cli.write("signed.npz", arrays)));

        assertThat(json.get("networks").toString())
                .contains("masks=[net.fixed]")
                .contains("candidates=[]");
        assertThat(json.get("next").toString())
                .startsWith("[ntk cells dale_rate > my.cell")
                .contains("--cell my.cell");
    }

    @Test
    void showNamesTheConstantsOfANetworkThatItDoesNotKnow() {
        Path file = cli.write(
                "own.npz",
                List.of(
                        CliFixture.constant("J_raw", 2, 2),
                        CliFixture.constant("stim", 2, 3),
                        new NumericArray("conn", List.of(2, 2), new double[] {0, 1, 1, 0}),
                        new NumericArray("ei", List.of(2), new double[] {1, -1})));

        assertThat(succeed("show " + file))
                .contains("\n'conn' [2, 2], 'ei' [2] look like masks or signs: constants of the equations.\n");
        assertThat(ParsedJson.object(succeed("show --json " + file)).get("masks"))
                .isEqualTo(List.of("conn", "ei"));
    }

    /** A scale of ones, a shift of zeros and a dense matrix are of a normalization and of another layer. */
    @Test
    void otherArraysAreNotTakenForMasks() {
        List<NumericArray> arrays = new ArrayList<>(CliFixture.network("net."));
        arrays.add(new NumericArray("norm.weight", List.of(2), new double[] {1, 1}));
        arrays.add(new NumericArray("norm.bias", List.of(2), new double[2]));
        arrays.add(new NumericArray("other.weight", List.of(2, 2), new double[] {0, 1, -1, 0.5}));
        arrays.add(new NumericArray("other.ids", List.of(7), new double[] {0, 1, 0, 1, 0, 1, 1}));

        assertThat(succeed("show " + cli.write("plain.npz", arrays)))
                .doesNotContain("looks like")
                .contains("ntk align --cell rnn_");
    }
}
