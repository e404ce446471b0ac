package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train --data} learns from files as it learns from tasks. */
class TrainOnDataTest {
    private static final String NETWORK = " --cell gru --hidden 5 --quiet";

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli = new CliFixture(folder);
    private String data = "";

    @BeforeEach
    void files() {
        cli = new CliFixture(folder);
        write("data.npz", array("x", 9, 4, 2), array("y", 9, 4, 1), ones("valid", 9, 4));
        Path file = folder.resolve("data.npz");
        data = file + ":x," + file + ":y," + file + ":valid";
    }

    private static NumericArray array(String name, Integer... shape) {
        int size = List.of(shape).stream().reduce(1, Math::multiplyExact);
        return new NumericArray(
                name,
                List.of(shape),
                IntStream.range(0, size).mapToDouble(Math::sin).toArray());
    }

    private static NumericArray ones(String name, Integer... shape) {
        int size = List.of(shape).stream().reduce(1, Math::multiplyExact);
        return new NumericArray(
                name,
                List.of(shape),
                IntStream.range(0, size).mapToDouble(i -> 1).toArray());
    }

    private void write(String name, NumericArray... arrays) {
        ArrayWriter.write(folder.resolve(name), List.of(arrays), Precision.FLOAT64);
    }

    private String succeed(String line) {
        CliFixture.Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    private void refused(String line, String... messages) {
        CliFixture.Result result = cli.run(line);
        assertThat(result.err()).contains(messages).hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(2);
    }

    private byte[] last(String run) throws Exception {
        return Files.readAllBytes(folder.resolve(run).resolve("step-000008.safetensors"));
    }

    /** What float32 cannot hold is refused before there is a folder. */
    @ParameterizedTest
    @CsvSource({"x, An input is 1.0E200", "y, A target is 1.0E200"})
    void whatThePrecisionCannotHoldIsRefusedBeforeAnythingIsWritten(String changed, String message) {
        double[] large =
                array("any", 9, 4, changed.equals("x") ? 2 : 1).values().clone();
        large[0] = 1e200;
        NumericArray array = new NumericArray(changed, List.of(9, 4, changed.equals("x") ? 2 : 1), large);
        write(
                "data.npz",
                changed.equals("x") ? array : array("x", 9, 4, 2),
                changed.equals("y") ? array : array("y", 9, 4, 1));
        Path run = folder.resolve("run");
        String file = folder.resolve("data.npz").toString();
        String line = "train --data " + file + ":x," + file + ":y --steps 1 --trials 9 --out " + run + NETWORK;

        refused(line, message, "which float32 cannot hold.", "--precision float64");
        assertThat(run).doesNotExist();
    }

    @Test
    void aRunOnDataIsResumedToTheBit() throws Exception {
        String options = " --data " + data + " --trials 4 --optimizer sgd --momentum 0.9 --weight-decay 0.01"
                + " --init-scale 2 --init-scale weight_hh=0.5" + NETWORK;
        succeed("train" + options + " --steps 8 --out " + folder.resolve("whole"));
        succeed("train" + options + " --steps 3 --out " + folder.resolve("parts"));
        Path page = folder.resolve("page.html");
        succeed("train --resume --steps 8 --quiet --report " + page + " --out " + folder.resolve("parts"));
        assertThat(last("parts")).isEqualTo(last("whole"));
        assertThat(Files.readString(page))
                .contains("--data " + data, "data.npz</th>", "answers to the trials that it learnt from")
                .contains("--momentum 0.9", "--init-scale 2.0 --init-scale weight_hh=0.5")
                .doesNotContain("--task", "--time-steps");
        String parts = " --steps 9 --out " + folder.resolve("parts");
        refused("train --resume --momentum 0.5" + parts, "--momentum is 0.5, but", "was begun with 0.9.");
        refused("train --resume --init-scale 2" + parts, "--init-scale is", "was begun with [2.0, weight_hh=0.5].");
        refused("train --resume --task sine" + parts, "--task is sine, but", "was begun with data.");
        // The same numbers elsewhere, and in another type of file, are the same data.
        write("moved.safetensors", array("x", 9, 4, 2), array("y", 9, 4, 1));
        String moved = folder.resolve("moved.safetensors") + ":x," + folder.resolve("moved.safetensors") + ":y";
        succeed("train --resume --init-scale 2 --init-scale weight_hh=0.5 --quiet --data " + moved + parts);
        // Where they moved is kept.
        write("data.npz", array("x", 9, 4, 2), array("y", 9, 4, 2), ones("valid", 9, 4));
        succeed("train --resume --quiet" + parts.replace("--steps 9", "--steps 10"));
        write("moved.safetensors", array("x", 9, 4, 2), array("y", 9, 4, 2));
        refused(
                "train --resume" + parts.replace("--steps 9", "--steps 11"),
                "are not those that the run was begun with");
    }

    /** The folder of the run would hold evaluation trials of the same names. */
    @Test
    void aRunReplacesNoneOfTheUsersFiles() throws Exception {
        write("inputs.npy", array("x", 9, 4, 2));
        write("targets.npy", array("y", 9, 4, 1));
        byte[] before = Files.readAllBytes(folder.resolve("targets.npy"));
        String run = "train --data " + folder.resolve("inputs.npy") + "," + folder.resolve("targets.npy") + NETWORK
                + " --steps 2 --out ";

        refused(run + folder, "is one of the files that the run learns from, but the run would replace it.");
        refused("train --task sine --steps 2" + NETWORK + " --out " + folder, "inputs.npy' exists, and no run");
        assertThat(folder.resolve("targets.npy")).hasBinaryContent(before);
        assertThat(folder.resolve("metrics.csv")).doesNotExist();

        // The remains of a run that was killed while it began do not make the data its own.
        Files.writeString(folder.resolve("metrics.csv"), "step,loss");
        refused(run + folder, "is one of the files that the run learns from");
        assertThat(folder.resolve("targets.npy")).hasBinaryContent(before);
        succeed("train --task sine --steps 2" + NETWORK + " --out " + folder);
    }

    @Test
    void theEvaluationIsOnTheDataOrOnOthers() {
        write("others.npz", array("x", 3, 4, 2), array("y", 3, 4, 1));
        Path others = folder.resolve("others.npz");
        String run = folder.resolve("run").toString();
        String trained = "train --data " + data + NETWORK.replace(" --quiet", "") + " --steps 2";
        assertThat(succeed(trained + " --evaluation-data " + others + ":x," + others + ":y --out " + run))
                .contains("of the evaluation trials' answers");
        assertThat(succeed("trace --model " + run + "/step-000002.safetensors --cell gru --inputs " + run
                        + "/inputs.npy --json"))
                .contains("\"B\":3,");
        String same = folder.resolve("same").toString();
        assertThat(succeed(trained + " --out " + same)).contains("of the answers to the trials that it learnt from");
        assertThat(succeed("trace --model " + same + "/step-000002.safetensors --cell gru --inputs " + same
                        + "/inputs.npy --json"))
                .contains("\"B\":9,");
        assertThat(succeed("track " + run)).contains("alignment");
    }

    @Test
    void mistakesAreNamed() {
        String out = NETWORK + " --out " + folder.resolve("run");
        refused("train --task sine --data " + data + out, "--data and --task were both given.");
        refused("train --time-steps 4 --data " + data + out, "--time-steps was given with --data");
        refused("train --task sine --evaluation-data " + data + out, "--evaluation-data was given without --data.");
        refused("train --data " + folder.resolve("data.npz") + out, "which are not two or three files");
        refused("train --data " + data + " --loss cross-entropy" + out, "are no probabilities");
        refused("train --task sine --momentum 0.9" + out, "Optimizer 'adam' was given a momentum of 0.9.");
        refused("train --task sine --init-scale weight_xx=2" + out, "No parameter tensor matches 'weight_xx'.");
        refused("train" + out, "--task is missing", "--data");
    }

    @Test
    void tasksAreListed() {
        assertThat(succeed("tasks")).contains("flip-flop", "delayed-copy", "ntk-training");
        assertThat(succeed("tasks --json")).contains("{\"name\":\"sine\"");
    }
}
