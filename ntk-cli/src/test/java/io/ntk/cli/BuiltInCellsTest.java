package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cells of PyTorch and the leaky network, which are equation files, in the verbs that make, keep and read models. */
class BuiltInCellsTest {
    private static final int SAMPLES = 20;

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli = new CliFixture(folder);

    @BeforeEach
    void start() {
        cli = new CliFixture(folder);
    }

    private String succeed(String line) {
        CliFixture.Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    private void refused(String line, String message) {
        CliFixture.Result result = cli.run(line);
        assertThat(result.err()).isEqualTo("error: " + message + "\n");
        assertThat(result.exitCode()).isEqualTo(2);
    }

    private Object value(String line) {
        Map<String, Object> json = ParsedJson.object(succeed(line + " --json"));
        return json.get("value") + " of " + json.get("parts");
    }

    private String align(String cell, String golden) {
        return "align --cell " + cell + " " + cli.golden(golden) + " --precision float64 --estimator shared-sketch"
                + " --samples " + SAMPLES + (golden.equals("leaky") ? " --dt 0.3" : "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void aCopyGivesTheSameBits(String name) throws IOException {
        Path copy = Files.writeString(folder.resolve("my.cell"), succeed("cells " + name), StandardCharsets.UTF_8);

        assertThat(value(align(copy.toString(), name))).isEqualTo(value(align(name, name)));
    }

    /** What programs compute with the cell in Java. */
    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void givesTheBitsOfTheCellInJava(String name) {
        GoldenCase golden = GoldenCase.named(name);
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization before = runtime.backend().linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = runtime.backend().linearize(golden.problemAfter(Precision.FLOAT64))) {
            AlignmentEstimate java = runtime.estimators()
                    .alignment("shared-sketch")
                    .estimate(Kernel.of(before), Kernel.of(after), EstimatorOptions.samples(SAMPLES));

            assertThat(ParsedJson.object(succeed(align(name, name) + " --json")))
                    .containsEntry("value", java.value());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "rnn_relu", "gru", "lstm", "leaky"})
    void isTrainedResumedAndTracked(String name) throws IOException {
        String begun = "train --task flip-flop --hidden 5 --trials 4 --time-steps 6 --layers 2 --quiet --cell " + name;
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        succeed(begun + " --steps 4 --out " + whole);
        succeed(begun + " --steps 2 --out " + parts);
        succeed("train --resume --steps 4 --quiet --out " + parts);
        assertThat(parts.resolve("step-000004.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("step-000004.safetensors"));

        String tracked = succeed("track " + whole + " --samples 5");
        assertThat(tracked).contains("2 layers", "alignment").containsPattern("(?m)^ *4 +[01]\\.\\d+");
    }

    @Test
    void theTimeStepOfLeakyIsAConstant() {
        String line = "align --cell leaky " + cli.golden("leaky") + " --estimator naive --precision float64";

        assertThat(value(line + " --set dt=0.3"))
                .isEqualTo(value(line + " --dt 0.3"))
                .isNotEqualTo(value(line));
        refused(
                line + " --dt 0.3 --set dt=0.2",
                "Cell 'leaky' was given dt = 0.3 and, as a constant, dt = 0.2. Give one of them.");
        refused(
                line + " --set alpha=0.2",
                "Cell 'leaky' was given alpha = 0.2. The cell has no such constant. Known are: dt.");
    }

    @Test
    void constantsAreRefusedWhereThereAreNone() {
        String line = "align --cell gru " + cli.golden("gru");

        refused(
                line + " --set alpha=0.2",
                "Cell 'gru' was given alpha, but it has no constants that could be set. Leave it out; 'ntk cells NAME'"
                        + " prints the equations of a cell.");
        refused(
                line + " --constants " + folder.resolve("gru.npz"),
                "A file of constants was given, but cell 'gru' has no constants that are arrays. Leave --constants out.");
    }
}
