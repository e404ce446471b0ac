package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells of equation files are trained with constants of the user's, and read as they were trained. */
class TrainEquationsTest {
    private static final int HIDDEN = 4;
    private static final String TASK = " --task flip-flop --hidden " + HIDDEN + " --trials 5 --time-steps 6 --quiet";

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli = new CliFixture(folder);
    private Path constants = Path.of("");

    @BeforeEach
    void files() {
        cli = new CliFixture(folder);
        constants = folder.resolve("constants.npz");
        double[] ones = IntStream.range(0, HIDDEN * HIDDEN).mapToDouble(i -> 1).toArray();
        double[] signs = IntStream.range(0, HIDDEN * HIDDEN)
                .mapToDouble(i -> i % HIDDEN == 0 ? -1 : 1)
                .toArray();
        List<Integer> square = List.of(HIDDEN, HIDDEN);
        ArrayWriter.write(
                constants,
                List.of(new NumericArray("sign", square, signs), new NumericArray("mask", square, ones)),
                Precision.FLOAT64);
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

    private String trace(Path run, String cell, String more) {
        return succeed("trace --model " + run + "/step-000006.safetensors --inputs " + run
                + "/inputs.npy --estimator exact --quiet --precision float64 --cell " + cell + more);
    }

    @Test
    void aCellWithConstantsIsReadAsItWasTrained() throws Exception {
        Path run = folder.resolve("run");
        String set = " --set alpha=0.35 --set f=tanh";
        succeed("train --cell dale_rate" + set + " --constants " + constants + TASK + " --steps 6 --out " + run);
        try (ArrayFile file = ArrayFile.open(run.resolve("step-000006.safetensors"))) {
            assertThat(file.names()).contains("h2h.weight", "sign", "mask");
        }
        String given = trace(run, "dale_rate", set + " --constants " + constants);
        assertThat(trace(run, "dale_rate", "")).isEqualTo(given);
        assertThat(trace(run, run.resolve("dale_rate.cell").toString(), "")).isEqualTo(given);
        assertThat(trace(run, "dale_rate", " --set alpha=0.2")).isNotEqualTo(given);
        String open = "trace --model " + run + "/step-000006.safetensors --inputs " + run + "/inputs.npy --cell ";
        assertThat(succeed(open + "dale_rate")).contains("alpha = 0.35 and f = tanh as it was trained");
        assertThat(succeed(open + "dale_rate --set alpha=0.2"))
                .contains("it was trained with alpha = 0.35, not 0.2", "f = tanh as it was trained");
        assertThat(succeed("track " + run)).contains("alignment", "as it was trained");
        refused(
                "train --resume --set alpha=0.2 --steps 7 --out " + run,
                "--set is ",
                "begun with [alpha=0.35, f=tanh].");
        refused("train --resume --constants " + constants + " --steps 7 --out " + run, "the run has its own");
        succeed("train --resume" + set + " --steps 7 --quiet --out " + run);
    }

    @Test
    void aTimeStepIsReadAsItWasTrained() {
        Path run = folder.resolve("run");
        succeed("train --cell leaky --dt 0.25" + TASK + " --steps 6 --out " + run);
        String given = trace(run, "leaky", " --dt 0.25");
        assertThat(trace(run, "leaky", "")).isEqualTo(given);
        assertThat(trace(run, "leaky", " --dt 0.5")).isNotEqualTo(given);
        assertThat(succeed("trace --model " + run + "/step-000006.safetensors --inputs " + run
                        + "/inputs.npy --cell rnn_tanh"))
                .contains("it was trained as cell 'leaky'");
    }

    @Test
    void laterChangesOfTheFileDoNotChangeTheRun() throws Exception {
        Path cell = folder.resolve("mine.cell");
        String text = succeed("cells minimal_gated").replace("minimal_gated", "mine");
        Files.writeString(cell, text);
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        succeed("train --cell " + cell + TASK + " --steps 6 --out " + whole);
        succeed("train --cell " + cell + TASK + " --steps 2 --out " + parts);
        Files.writeString(cell, text.replace("tanh", "relu"));
        succeed("train --resume --cell " + cell + " --steps 6 --quiet --out " + parts);
        assertThat(Files.readAllBytes(parts.resolve("step-000006.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("step-000006.safetensors")));
        assertThat(parts.resolve("mine.cell")).hasContent(text);
        assertThat(trace(parts, parts.resolve("mine.cell").toString(), ""))
                .isEqualTo(trace(parts, "minimal_gated", ""))
                .isNotEqualTo(trace(parts, cell.toString(), ""));
        assertThat(succeed("trace --model " + parts + "/step-000006.safetensors --inputs " + parts
                        + "/inputs.npy --cell " + cell))
                .contains("the equations of cell 'mine' were others when it was trained");
    }

    /** As other verbs find them: in a module, by how the name ends. */
    @Test
    void constantsAreFoundWhereTheEquationsSay() throws Exception {
        Path modules = folder.resolve("modules.npz");
        Path cell = folder.resolve("mine.cell");
        Files.writeString(
                cell,
                succeed("cells dale_rate")
                        .replace("cell dale_rate", "cell mine")
                        .replace("sign  [H, H]", "sign  [H, H]  from \"signs\".T")
                        .replace("h2h.weight", "weight_hh"));
        double[] signs = IntStream.range(0, HIDDEN * HIDDEN)
                .mapToDouble(i -> i < HIDDEN ? -1 : 1)
                .toArray();
        double[] ones = IntStream.range(0, HIDDEN * HIDDEN).mapToDouble(i -> 1).toArray();
        List<Integer> square = List.of(HIDDEN, HIDDEN);
        ArrayWriter.write(
                modules,
                List.of(
                        new NumericArray("fixed.signs", square, signs),
                        new NumericArray("fixed.mask", square, ones),
                        new NumericArray("other.mask", square, signs)),
                Precision.FLOAT64);
        Path run = folder.resolve("run");
        Path same = folder.resolve("same");
        succeed("train --cell " + cell + " --constants " + modules + ":fixed" + TASK + " --steps 6 --out " + run);
        succeed("train --cell dale_rate --constants " + constants + TASK + " --steps 6 --out " + same);
        String transposed = trace(run, cell.toString(), "");
        assertThat(transposed).isEqualTo(trace(same, "dale_rate", ""));
        assertThat(trace(run, cell.toString(), " --constants " + modules + ":fixed"))
                .isEqualTo(transposed);
        Path ownNames = folder.resolve("own-names");
        succeed("train --cell " + cell + " --constants " + constants + TASK + " --steps 6 --out " + ownNames);
        assertThat(trace(ownNames, cell.toString(), "")).isEqualTo(transposed);
        try (ArrayFile file = ArrayFile.open(run.resolve("step-000006.safetensors"))) {
            assertThat(file.names()).contains("weight_hh", "signs").doesNotContain("weight_hh_l0", "V");
        }
        Path page = folder.resolve("page.html");
        succeed("train --resume --steps 7 --quiet --out " + run + " --report " + page);
        assertThat(Files.readString(page))
                .contains("--cell " + run.resolve("mine.cell") + " --constants "
                        + run.resolve("step-000000.safetensors"));
        Path again = folder.resolve("again");
        succeed("train --cell " + run.resolve("mine.cell") + " --constants " + run.resolve("step-000000.safetensors")
                + TASK + " --steps 6 --out " + again);
        assertThat(Files.readAllBytes(again.resolve("step-000006.safetensors")))
                .isEqualTo(Files.readAllBytes(run.resolve("step-000006.safetensors")));
    }

    @Test
    void mistakesAreNamed() throws Exception {
        String out = TASK + " --out " + folder.resolve("run");
        refused("train --cell dale_rate" + out, "has constants that are arrays, but --constants is missing");
        refused("train --cell leaky --constants " + constants + out, "has no constants that are arrays");
        refused("train --cell dale_rate --set alpa=1 --constants " + constants + out, "alpa = 1", "'alpha'");
        refused("train --cell mgu --set alpha=1" + out, "Constants were given for cell 'mgu'");
        refused("train --cell low_rank_rate" + out, "The length R of cell 'low_rank_rate' is not known.", "--set R=");
        refused("train --cell low_rank_rate --set R=0" + out, "The length R is '0'.");
        refused(
                "train --cell dale_rate --constants " + constants + out.replace("--hidden 4", "--hidden 5"),
                "has shape [4, 4]");
        refused("train --cell dale_rate --constants " + constants + ":fixed" + out, "holds no array under 'fixed'.");
        Path tied = folder.resolve("tied.cell");
        Files.writeString(
                tied,
                succeed("cells minimal_gated")
                        .replace("minimal_gated", "tied")
                        .replace("\"gate.weight_h\"", "\"candidate.weight_h\""));
        refused("train --cell " + tied + out, "takes 'U_h' from the array of another tensor");
        Path slices = folder.resolve("slices.cell");
        Files.writeString(
                slices,
                succeed("cells minimal_gated")
                        .replace("minimal_gated", "slices")
                        .replace("\"gate.weight_h\"", "\"gate.weight_h\"[0:H]"));
        refused("train --cell " + slices + out, "from a part of an array", "leave slices and repeated names out");
    }
}
