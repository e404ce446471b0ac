package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ntk check --states}: states that PyTorch computed, as people store them, against ntk's. */
class StatesTest {
    private static final int B = 4;
    private static final int T = 6;
    private static final int H = 5;

    @TempDir
    private Path folder;

    private CliFixture cli;
    private double[] states;

    @BeforeEach
    void goldenStates() {
        cli = new CliFixture(folder);
        cli.golden("gru");
        try (ArrayFile file = ArrayFile.open(folder.resolve("gru.npz"))) {
            NumericArray stored = file.read("states_before");
            assertThat(stored.shape()).containsExactly(B, T, H);
            states = stored.values().clone();
        }
    }

    private String line(String cell, String stored) {
        Path model = folder.resolve(cell + ".npz");
        return "check --cell " + cell + (cell.equals("leaky") ? " --dt 0.3" : "") + " --model " + model
                + ":before --inputs " + model + ":inputs --precision float64 --states " + stored;
    }

    private Result compared(List<Integer> shape, double... values) {
        return cli.run(line("gru", cli.write("z.npy", new NumericArray("z", shape, values)) + " --json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void theStatesOfPyTorchAreThoseOfNtk(String cell) {
        cli.golden(cell);

        Result result = cli.run(line(cell, folder.resolve(cell + ".npz") + ":states_before"));

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("are those that ntk computes.\n", "the tolerance is 1e-08, that of float64.")
                .startsWith("inputs     4 trials × 6 steps, 3 channels\n")
                .contains(cell + ", 5 units");
    }

    @Test
    void saysWhereTheyFirstPart() {
        states[(2 * T + 3) * H + 1] += 1e-6;
        states[(0 * T + 4) * H] += 0.5;

        Result result = cli.run(line("gru", cli.write("z.npy", new NumericArray("z", List.of(B, T, H), states)) + ""));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .containsPattern(
                        "They first part at trial 2, step 3, unit 1, counted from 0: ntk has -?0\\.\\d{7,}, the"
                                + " file -?0\\.\\d{7,}\\.")
                .contains("The largest difference is 0.");
        assertThat(result.err())
                .startsWith("error: The states in '")
                .contains("The steps before agree, so look at what depends on the state")
                .hasLineCount(1);
    }

    @Test
    void aDifferenceOfTheFirstStepPointsAtTheInputs() {
        states[0] += 1;

        assertThat(compared(List.of(B, T, H), states).err()).contains("The first step differs already");
    }

    @ParameterizedTest
    @CsvSource({"TANH, after tanh", "RELU, after relu", "SIGMOID, after sigmoid"})
    void seesThroughANonlinearity(String name, String said) {
        DoubleUnaryOperator function = switch (name) {
            case "TANH" -> Math::tanh;
            case "RELU" -> x -> Math.max(0, x);
            default -> x -> 1 / (1 + Math.exp(-x));
        };
        double[] values = java.util.Arrays.stream(states).map(function).toArray();

        Result result = compared(List.of(B, T, H), values);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(ParsedJson.object(result.out()))
                .containsEntry("agreeAs", said)
                .containsEntry("agree", false);
    }

    @Test
    void seesATransposition() {
        Result result = compared(List.of(T, B, H), steps(0, T, true));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(ParsedJson.object(result.out())).containsEntry("agreeAs", "with axes [steps, trials, units]");
        assertThat(result.err()).contains("The equations are right; save the states [trials, steps, units]");
    }

    /** Inputs as PyTorch takes them without batch_first; the states as they are then, or turned. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void seesInputsWithTimeFirst(boolean statesToo) {
        NumericArray inputs;
        try (ArrayFile file = ArrayFile.open(folder.resolve("gru.npz"))) {
            double[] own = file.read("inputs").values();
            double[] turned = new double[own.length];
            for (int row = 0; row < B * T; row++) {
                System.arraycopy(own, row * 3, turned, (row % T * B + row / T) * 3, 3);
            }
            inputs = new NumericArray("inputs", List.of(T, B, 3), turned);
        }
        NumericArray stored = statesToo
                ? new NumericArray("z", List.of(T, B, H), steps(0, T, true))
                : new NumericArray("z", List.of(B, T, H), states);
        Path file = cli.write("turned.npz", List.of(inputs, stored));

        Result result = cli.run("check --cell gru --model " + folder.resolve("gru.npz") + ":before --inputs " + file
                + ":inputs --precision float64 --states " + file + ":z");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out())
                .contains("They are ntk's states " + (statesToo ? "with axes [steps, trials, units], " : "")
                        + "for inputs with axes [steps, trials, channels].\n");
        assertThat(result.err()).contains("The equations are right; save the inputs [trials, steps, channels]");
    }

    /** With the initial state, and perhaps without the last. */
    @ParameterizedTest
    @ValueSource(ints = {T, T + 1})
    void seesAShiftByOneStep(int stored) {
        Map<String, Object> json = ParsedJson.object(
                compared(List.of(B, stored, H), steps(1, stored, false)).out());

        assertThat(json).containsEntry("agreeAs", "one step later, after the initial state");
    }

    /** The states behind some zero states, up to a number of steps. */
    private double[] steps(int shift, int stored, boolean transposed) {
        double[] moved = new double[B * stored * H];
        for (int trial = 0; trial < B; trial++) {
            for (int step = shift; step < stored; step++) {
                int row = transposed ? step * B + trial : trial * stored + step;
                System.arraycopy(states, (trial * T + step - shift) * H, moved, row * H, H);
            }
        }
        return moved;
    }

    /** Targets and masks are of all trials too; those that are left out may hold anything. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statesOfAllTrialsAreComparedWhereSomeAreRun(boolean transposed) {
        double[] values = transposed ? steps(0, T, true) : states.clone();
        for (int step = 0; step < T; step++) {
            values[(transposed ? step * B : step) * H] = Double.NaN;
        }
        List<Integer> shape = transposed ? List.of(T, B, H) : List.of(B, T, H);
        String line = line("gru", cli.write("z.npy", new NumericArray("z", shape, values)) + " --trials 1,3 --json");
        Map<String, Object> json = ParsedJson.object(cli.run(line).out());
        assertThat(json).containsEntry("agree", !transposed);
        if (transposed) {
            assertThat(json).containsEntry("agreeAs", "with axes [steps, trials, units]");
        }

        values[(transposed ? 2 * B + 3 : 3 * T + 2) * H + 4] += 0.25;
        cli.write("z.npy", new NumericArray("z", shape, values));
        if (!transposed) {
            assertThat(cli.run(line.replace(" --json", "")).out()).contains("first part at trial 3, step 2, unit 4,");
        }
        assertThat(cli.run(line.replace("--trials 1,3", "--trials 1:3")).exitCode())
                .isEqualTo(transposed ? 1 : 0);
        cli.write("z.npy", new NumericArray("z", List.of(2, T, H), java.util.Arrays.copyOf(states, 2 * T * H)));
        assertThat(cli.run(line).err())
                .contains(
                        "but the states are [trials, steps, units] = [4, 6, 5]. Save the state after every step, of the"
                                + " last layer, for all trials of --inputs.");
    }

    @Test
    void refusesOtherShapesAndOptionsThatAreNotUsed() {
        Result shape = compared(List.of(B * T, H), states);
        Result after = cli.run(line("gru", "z.npy --after x.npz"));
        Result observed = cli.run(line("gru", folder.resolve("z.npy") + " --observe final-state"));

        assertThat(shape.exitCode()).isEqualTo(2);
        assertThat(shape.err())
                .contains("has shape [24, 5], but the states are [trials, steps, units] = [4, 6, 5]")
                .hasLineCount(1);
        assertThat(after.err()).startsWith("error: With --states, a second checkpoint is not used.");
        assertThat(observed.err()).startsWith("error: States are to be compared, but --observe is 'final-state'.");
    }

    /** MATLAB and NumPy leave out axes of length 1. */
    @Test
    void readsStatesOfOneTrialWithoutTheirFirstAxis() {
        NumericArray inputs = ofFirstTrial("inputs", 3);
        NumericArray stored = ofFirstTrial("states_before", H);
        Path file = cli.write("one.npz", List.of(inputs, stored.renamed("z").shaped(List.of(T, H))));

        Result result = cli.run("check --cell gru --model " + folder.resolve("gru.npz") + ":before --inputs " + file
                + ":inputs --precision float64 --states " + file + ":z");

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("are those that ntk computes.\n");
    }

    private NumericArray ofFirstTrial(String name, int width) {
        try (ArrayFile file = ArrayFile.open(folder.resolve("gru.npz"))) {
            double[] values = java.util.Arrays.copyOf(file.read(name).values(), T * width);
            return new NumericArray(name, List.of(1, T, width), values);
        }
    }

    @Test
    void anArrayThatIsNotThereIsNamedWithThoseThatAre() {
        Result result = cli.run(line("gru", folder.resolve("gru.npz") + ":state_before"));

        assertThat(result.err())
                .contains("holds no array named 'state_before'. Did you mean 'states_before'?")
                .hasLineCount(1);
    }
}
