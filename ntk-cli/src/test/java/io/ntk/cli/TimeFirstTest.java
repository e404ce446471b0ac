package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same arrays of trials, stored {@code [trials, steps, ...]} and {@code [steps, trials, ...]}: every verb that takes some says
 * their sizes before anything else, and gives the same numbers with {@code --time-first}.
 */
class TimeFirstTest {
    private static final int TRIALS = 4;
    private static final int STEPS = 6;
    private static final int CHANNELS = 3;
    private static final int UNITS = 2;
    private static final String SIZES = "4 trials × 6 steps, 3 channels";

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli = new CliFixture(folder);

    @BeforeEach
    void files() throws Exception {
        cli = new CliFixture(folder);
        List<NumericArray> network = CliFixture.network("");
        network.add(CliFixture.constant("readout.weight", 1, UNITS));
        cli.write("a-1.npz", network);
        network.replaceAll(array -> array.name().startsWith("weight_hh") ? other(array) : array);
        cli.write("b-2.npz", network);
        store("x", array(TRIALS, STEPS, CHANNELS));
        store("y", array(TRIALS, STEPS, 1));
        NumericArray valid = array(TRIALS, STEPS);
        for (int place = 0; place < valid.values().length; place++) {
            valid.values()[place] = place % STEPS < 3 + place / STEPS % 3 ? 1 : 0;
        }
        store("valid", valid);
        Path exports = Files.createDirectory(folder.resolve("exports"));
        Files.copy(folder.resolve("a-1.npz"), exports.resolve("a-1.npz"));
        Files.copy(folder.resolve("b-2.npz"), exports.resolve("b-2.npz"));
    }

    private static NumericArray other(NumericArray array) {
        double[] values = array.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.cos(i);
        }
        return new NumericArray(array.name(), array.shape(), values);
    }

    private static NumericArray array(Integer... shape) {
        return other(CliFixture.constant("array", shape));
    }

    /** Writes {@code NAME.npy} with trials first, and {@code NAME-time.npy} with time first. */
    private void store(String name, NumericArray array) {
        List<Integer> exchanged = new ArrayList<>(array.shape());
        Collections.swap(exchanged, 0, 1);
        int places = TRIALS * STEPS;
        int width = array.values().length / places;
        double[] values = new double[array.values().length];
        for (int i = 0; i < values.length; i++) {
            int place = i / width;
            values[(place % STEPS * TRIALS + place / STEPS) * width + i % width] = array.values()[i];
        }
        ArrayWriter.write(folder.resolve(name + ".npy"), array, Precision.FLOAT64);
        ArrayWriter.write(
                folder.resolve(name + "-time.npy"), new NumericArray("array", exchanged, values), Precision.FLOAT64);
    }

    private String succeed(String line) {
        CliFixture.Result result =
                cli.run(false, false, line.replace("@", folder + "/").split(" "));
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    /** Without times and the names of files. */
    private static String numbers(String text) {
        return text.replaceAll(
                        "\"(seconds|secondsPerStep|read|checkpoint|states)\":(\\[[^\\[\\]]*(\\[[^\\]]*\\][^\\[\\]]*)*\\]|[^,}]*)",
                        "")
                .replace("-time.npy", ".npy");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trace --model @a-1.npz --cell rnn_tanh --inputs @x.npy --valid @valid.npy",
                "align --before @a-1.npz --after @b-2.npz --cell rnn_tanh --inputs @x.npy",
                "align --before @a-1.npz --after @b-2.npz --cell rnn_tanh --inputs @x.npy --reduce trial,time",
                "spectrum --model @a-1.npz --cell rnn_tanh --inputs @x.npy --trials 1:",
                "dynamics --model @a-1.npz --cell rnn_tanh --inputs @x.npy",
                "flow --model @a-1.npz --cell rnn_tanh --inputs @x.npy --targets @y.npy --valid @valid.npy --trials :3",
                "flow --model @a-1.npz --cell rnn_tanh --inputs @x.npy --targets @y.npy --valid @valid.npy --only-valid",
                "compare @a-1.npz @b-2.npz --cell rnn_tanh --inputs @x.npy",
                "track @exports --cell rnn_tanh --inputs @x.npy --targets @y.npy --loss-valid @valid.npy",
                "check --model @a-1.npz --cell rnn_tanh --inputs @x.npy",
                "train --data @x.npy,@y.npy,@valid.npy --cell gru --hidden 3 --trials 3 --steps 4 --seed 5 --out @run"
            })
    void everyVerbGivesTheSameNumbersAndSaysTheSizesFirst(String line) throws Exception {
        String sizes =
                line.contains("--trials 1:") || line.contains("--trials :3") ? SIZES.replace("4 t", "3 t") : SIZES;
        String more = line.startsWith("train") || line.startsWith("check") ? "" : " --samples 12";
        String again = line.replace("@run", "@run-time");
        String timeFirst = again.replaceAll("@(x|y|valid)\\.npy", "@$1-time.npy") + " --time-first";

        String json = succeed(line + more + " --json --report @a.html");
        assertThat(json).startsWith("{\"inputs\":{\"trials\":" + sizes.charAt(0) + ",\"steps\":6,\"channels\":3}");
        assertThat(numbers(succeed(timeFirst + more + " --json --report @b.html")))
                .isEqualTo(numbers(json).replace("run/", "run-time/"));
        for (String page : List.of("a.html", "b.html")) {
            assertThat(Files.readString(folder.resolve(page)))
                    .containsPattern("<h1>[^<]*</h1><p>Inputs: " + sizes + "\\.</p>");
        }
        if (!line.startsWith("train")) {
            assertThat(succeed(timeFirst + more)).startsWith("inputs     " + sizes + "\n");
        }
    }

    @Test
    void withoutTheOptionTheExchangedSizesAreSaid() {
        assertThat(succeed("trace --model @a-1.npz --cell rnn_tanh --inputs @x-time.npy --samples 7"))
                .startsWith("inputs     6 trials × 4 steps, 3 channels\n");
    }

    @Test
    void theStatesOfOnesOwnProgramAreStoredAsTheInputsAre() {
        String line = "check --model @a-1.npz --cell rnn_tanh --inputs @x.npy --precision float64";
        store("states", states());

        assertThat(succeed(line + " --states @states.npy")).contains("are those that ntk computes.");
        assertThat(succeed(line.replace("x.npy", "x-time.npy") + " --states @states-time.npy --time-first"))
                .startsWith("inputs     " + SIZES)
                .contains("are those that ntk computes.");
    }

    /** h_t = tanh(W x_t + b + U h_{t-1} + c) with all weights 0.1, of trials first. */
    private NumericArray states() {
        double[] inputs =
                ArrayReference.parse(folder.resolve("x.npy").toString()).read().values();
        double[] states = new double[TRIALS * STEPS * UNITS];
        for (int trial = 0; trial < TRIALS; trial++) {
            double h = 0;
            for (int step = 0; step < STEPS; step++) {
                double sum = 0;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    sum += 0.1 * inputs[(trial * STEPS + step) * CHANNELS + channel];
                }
                h = Math.tanh(sum + 0.2 + 0.1 * UNITS * h);
                for (int unit = 0; unit < UNITS; unit++) {
                    states[(trial * STEPS + step) * UNITS + unit] = h;
                }
            }
        }
        return new NumericArray("array", List.of(TRIALS, STEPS, UNITS), states);
    }

    @Test
    void aTrainingOnSuchDataIsResumedToTheBit() throws Exception {
        String line = "train --data @x-time.npy,@y-time.npy --time-first --cell gru --hidden 3 --trials 3 --quiet";
        succeed(line + " --steps 5 --out @whole");
        succeed(line + " --steps 2 --out @parts");
        succeed("train --resume --steps 5 --quiet --out @parts");

        assertThat(folder.resolve("parts/step-000005.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/step-000005.safetensors"));
        assertThat(folder.resolve("whole/inputs.npy"))
                .hasSameBinaryContentAs(written("run", "train --data @x.npy,@y.npy --cell gru --hidden 3 --quiet"));
    }

    private Path written(String run, String line) {
        succeed(line + " --steps 1 --out @" + run);
        return folder.resolve(run).resolve("inputs.npy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"train --task sine --cell gru --out @run", "track @whole"})
    void theOptionIsRefusedWhereItHasNoEffect(String line) {
        succeed("train --data @x.npy,@y.npy --cell gru --hidden 3 --steps 1 --quiet --out @whole");
        CliFixture.Result result = cli.run(line.replace("@", folder + "/") + " --time-first");
        assertThat(result.err()).contains("--time-first was given").hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(2);
    }
}
