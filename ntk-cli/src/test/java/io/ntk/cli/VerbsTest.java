package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.NumericArray;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerbsTest {
    /** The alignment that PyTorch's autograd gives for {@code ctrnn_tau.npz}. */
    private static final double TAU_ALIGNMENT = 0.9391417699162227;

    @TempDir
    private Path folder;

    private CliFixture cli;

    @BeforeEach
    void fixture() {
        cli = new CliFixture(folder);
    }

    private Map<String, Object> json(String line) {
        Result result = cli.run(line + " --json");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).endsWith("}\n").hasLineCount(1);
        return ParsedJson.object(result.out());
    }

    private static double number(Object parent, String name) {
        return (double) ((Map<?, ?>) parent).get(name);
    }

    private static String cell(String name) {
        return "--cell " + name + (name.equals("leaky") ? " --dt 0.3" : "");
    }

    @Test
    void saysHowManyEntriesAreKept() {
        GoldenCase golden = GoldenCase.named("leaky");
        int hidden = (int) golden.fact("H");
        int all = golden.model().layout().size();
        double[] mask = new double[hidden * hidden];
        java.util.Arrays.fill(mask, 0, 5, 1);
        Path keep = cli.write("keep.npz", List.of(new NumericArray("weight_hh", List.of(hidden, hidden), mask)));
        String line = "align " + cell("leaky") + " " + cli.golden("leaky")
                + " --estimator exact --precision float64 --keep " + keep;
        int kept = all - mask.length + 5;

        Map<String, Object> exact = json(line);
        assertThat(number(exact.get("model"), "kept")).isEqualTo(kept);
        assertThat(number(exact.get("model"), "parameters")).isEqualTo(all);
        assertThat(number(json(line.replace("exact", "naive")), "value"))
                .isCloseTo(number(exact, "value"), within(1e-10));
        assertThat(number(exact, "value")).isNotCloseTo(golden.fact("alignment"), within(1e-4));
        assertThat(cli.run(line).out()).contains(kept + " of " + all + " parameters differentiated");
    }

    /** Trials of different lengths; the inputs that follow their ends are not a number. */
    private String ragged(GoldenCase golden, int trials, int steps) {
        double[] valid = new double[trials * steps];
        double[] x = golden.inputs().toArray();
        int size = golden.inputs().size();
        for (int trial = 0; trial < trials; trial++) {
            int length = steps - trial % 3;
            java.util.Arrays.fill(valid, trial * steps, trial * steps + length, 1);
            java.util.Arrays.fill(x, (trial * steps + length) * size, (trial + 1) * steps * size, Double.NaN);
        }
        Path mask = cli.write("valid.npz", List.of(new NumericArray("valid", List.of(trials, steps), valid)));
        Path inputs = cli.write("ragged.npz", List.of(new NumericArray("x", List.of(trials, steps, size), x)));
        String line = "align " + cell("gru") + " " + cli.golden("gru") + " --precision float64";
        return line.replaceAll("--inputs \\S+", "--inputs " + inputs) + " --valid " + mask;
    }

    @Test
    void looksAtAPart() {
        GoldenCase golden = GoldenCase.named("gru");
        int trials = golden.inputs().trials();
        int steps = golden.inputs().steps();
        int hidden = (int) golden.fact("H");
        String line = ragged(golden, trials, steps) + " --units 1:3 --steps 1: --trials 1:";

        Map<String, Object> exact = json(line + " --estimator exact");
        int rows = 0;
        for (int trial = 1; trial < trials; trial++) {
            rows += 2 * (steps - trial % 3 - 1);
        }
        assertThat((Map<?, ?>) exact.get("model")).satisfies(model -> {
            assertThat(model.get("steps")).isEqualTo("1:" + steps);
            assertThat(model.get("units")).isEqualTo("1:3");
        });
        assertThat(number(exact.get("model"), "validRows")).isEqualTo(rows);
        assertThat(number(json(line + " --estimator naive"), "value")).isCloseTo(number(exact, "value"), within(1e-10));
        // As many samples as rows make every method exact.
        assertThat(number(json(line + " --samples " + rows), "value")).isCloseTo(number(exact, "value"), within(1e-9));
        assertThat(cli.run(line).out())
                .contains("steps 1:" + steps + " of " + steps + ", units 1:3 of " + hidden)
                .contains(rows + " of " + (trials - 1) * steps * hidden + " rows")
                .contains("trials 1:" + trials + " of " + trials + " are looked at");
        assertThat(cli.run(line + " --samples " + (rows + 1)).exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--steps 3:99; Index 99 of '3:99' is outside the",
                "--units -1:0; is empty. Give a range whose end is after its begin.",
                "--trials a; is no range of indices. Write a range such as 2:10, 5: or :-1, or a list such as 0,3,5."
            })
    void aPartThatThereIsNotIsRefused(String options, String says) {
        Result run = cli.run("align " + cell("gru") + " " + cli.golden("gru") + " " + options);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(says).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void alignsTheGoldenCasesExactly(String name) {
        GoldenCase golden = GoldenCase.named(name);

        Map<String, Object> json =
                json("align " + cell(name) + " " + cli.golden(name) + " --estimator naive --precision float64");

        assertThat(json.keySet())
                .containsExactly(
                        "inputs",
                        "metric",
                        "of",
                        "value",
                        "standardError",
                        "roundingError",
                        "largerError",
                        "interval95",
                        "errorKind",
                        "estimator",
                        "samples",
                        "operatorApplications",
                        "seconds",
                        "backend",
                        "engine",
                        "precision",
                        "seed",
                        "model",
                        "parts",
                        "representationAlignment",
                        "cka",
                        "participationRatio",
                        "weightChange",
                        "signAgreement",
                        "provenance");
        assertThat(number(json, "value")).isCloseTo(golden.fact("alignment"), within(1e-9));
        assertThat(json).containsEntry("metric", "alignment").containsEntry("errorKind", "exact");
        assertThat(json).containsEntry("estimator", "naive").containsEntry("backend", "native");
        assertThat(json).containsEntry("precision", "float64").containsEntry("seed", 0.0);
        assertThat(json.get("engine").toString()).isNotEmpty();
        assertThat(number(json, "seconds")).isPositive();
        Map<?, ?> model = new LinkedHashMap<>((Map<?, ?>) json.get("model"));
        assertThat((List<?>) model.remove("read"))
                .hasSize(2)
                .first()
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("file", folder.resolve(name + ".npz") + ":before.")
                .containsEntry("module", "before")
                .containsEntry("layers", 1.0)
                .containsEntry("outputs", null)
                .containsEntry("unused", List.of());
        assertThat(model)
                .isEqualTo(Map.of(
                        "cell", name,
                        "B", golden.fact("B"),
                        "T", golden.fact("T"),
                        "H", golden.fact("H"),
                        "I", golden.fact("I"),
                        "observed", "states",
                        "shape", List.of(golden.fact("B"), golden.fact("T"), golden.fact("H")),
                        "parameters", golden.fact("parameters")));
        Map<?, ?> parts = (Map<?, ?>) json.get("parts");
        assertThat(parts).hasSize(3);
        assertThat(number(parts, "crossTrace") / golden.fact("cross_trace")).isCloseTo(1, within(1e-9));
        assertThat(number(parts, "squaredFrobeniusBefore") / golden.fact("squared_frobenius_before"))
                .isCloseTo(1, within(1e-9));
        assertThat(number(parts, "squaredFrobeniusAfter") / golden.fact("squared_frobenius_after"))
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void alignsWhatIsObservedAndDifferentiated() {
        GoldenCase golden = GoldenCase.named("gru");
        String line = "align --cell gru " + cli.golden("gru") + " --estimator naive --precision float64";

        Map<String, Object> last = json(line + " --observe final-state");
        Map<String, Object> recurrent = json(line + " --params weight_hh*");

        assertThat(number(last, "value")).isCloseTo(golden.fact("alignment_final_state"), within(1e-9));
        assertThat(number(recurrent, "value")).isCloseTo(golden.fact("alignment_only_weight_hh"), within(1e-9));
        assertThat(number(recurrent.get("model"), "parameters")).isEqualTo(75);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "lstm", "leaky"})
    void theSameSeedGivesTheSameEstimateOnEveryBackend(String name) {
        String line = "align " + cell(name) + " " + cli.golden(name)
                + " --estimator shared-sketch --samples 20 --precision float64 --backend ";

        double expected = number(json(line + "native"), "value");

        assertThat(number(json(line + "djl"), "value")).isCloseTo(expected, within(1e-8));
        assertThat(number(json(line + "nd4j"), "value")).isCloseTo(expected, within(1e-8));
    }

    /** Equations with weights that are functions of the trained tensors, one of them stored transposed. */
    @ParameterizedTest
    @ValueSource(strings = {"native", "djl", "nd4j"})
    void alignsACellOfEquationsOnEveryBackend(String backend) throws IOException {
        Path file = folder.resolve("ctrnn_tau.npz");
        try (InputStream stored = Objects.requireNonNull(VerbsTest.class.getResourceAsStream("ctrnn_tau.npz"))) {
            Files.copy(stored, file);
        }
        String line = "align --cell rate_tau --before FILE:before --after FILE:after --inputs FILE:inputs"
                + " --estimator naive --precision float64 --backend " + backend;

        Map<String, Object> result = json(line.replace("FILE", file.toString()));

        assertThat(number(result, "value")).isCloseTo(TAU_ALIGNMENT, within(1e-9));
    }

    @Test
    void samplesWithinItsStatedError() {
        Map<String, Object> json = json("align --cell gru " + cli.golden("gru")
                + " --estimator shared-sketch --samples 40 --seed 7 --precision float64");

        double error = number(json, "standardError");
        assertThat(json).containsEntry("samples", 40.0).containsEntry("operatorApplications", 40.0);
        assertThat(json).containsEntry("seed", 7.0).containsEntry("errorKind", "standard-error");
        assertThat(error).isPositive();
        assertThat(number(json, "value")).isCloseTo(GoldenCase.named("gru").fact("alignment"), within(5 * error));
        assertThat((List<?>) json.get("interval95")).hasSize(2);
    }

    @Test
    void theSeedDecidesTheResult() {
        String line =
                "align --cell gru " + cli.golden("gru") + " --estimator shared-sketch --samples 20 --quiet --seed ";

        assertThat(cli.run(line + 1).out())
                .isEqualTo(cli.run(line + 1).out())
                .isNotEqualTo(cli.run(line + 2).out());
    }

    @Test
    void traces() {
        GoldenCase golden = GoldenCase.named("lstm");
        Path file = golden.writeNpz(folder);
        String line = "trace --cell lstm --model " + file + ":after --inputs " + file
                + ":inputs --estimator naive --precision float64";

        Map<String, Object> trace = json(line);
        Map<String, Object> squared = json(line + " --of ntk-squared");

        assertThat(number(trace, "value") / golden.fact("trace_after")).isCloseTo(1, within(1e-9));
        assertThat(trace).containsEntry("metric", "trace").containsEntry("of", "ntk");
        assertThat(trace).doesNotContainKey("parts");
        assertThat(number(squared, "value") / golden.fact("squared_frobenius_after"))
                .isCloseTo(1, within(1e-9));
        assertThat(squared).containsEntry("of", "ntk-squared");
    }

    @Test
    void stopsAtATolerance() {
        Map<String, Object> json = json("align --cell gru " + cli.golden("gru")
                + " --estimator shared-sketch --precision float64 --tolerance 0.3");

        assertThat(json).containsEntry("stop", "tolerance-reached").containsEntry("samples", 120.0);
        assertThat(number(json, "operatorApplications")).isLessThan(120);
    }

    @Test
    void takesAnInitialState() {
        Path h0 = cli.write("h0.npz", CliFixture.constant("h", 5));
        String line = "align " + cell("leaky") + " " + cli.golden("leaky") + " --estimator naive --precision float64";

        double zero = number(json(line), "value");
        double other = number(json(line + " --h0 " + h0 + ":h"), "value");

        assertThat(other).isNotCloseTo(zero, within(1e-4));
    }

    @Test
    void readsAReadoutBesideTheCell() {
        List<NumericArray> arrays = CliFixture.network("rnn.");
        arrays.add(CliFixture.constant("fc.weight", 1, 2));
        arrays.add(CliFixture.constant("inputs", 2, 4, 3));
        Path file = cli.write("net.npz", arrays);

        Map<String, Object> json = json("trace --cell rnn --model " + file + " --inputs " + file
                + ":inputs --observe final-output --estimator naive --precision float64");

        // 6 + 4 weights and 4 biases of the cell, 2 weights of the readout.
        assertThat(number(json.get("model"), "parameters")).isEqualTo(16);
        assertThat(number(json, "value")).isPositive();
    }

    @Test
    void printsTextForPeople() {
        String line = "align --cell gru " + cli.golden("gru") + " --precision float64 --estimator ";

        Result exact = cli.run(line + "naive");
        Result sampled = cli.run(line + "shared-sketch --samples 30");

        assertThat(exact.exitCode()).isZero();
        assertThat(exact.out())
                .startsWith(
                        "inputs     4 trials × 6 steps, 3 channels\nalignment  0.462993   exact, up to rounding in float64\n")
                .contains("Tr(Θ₀Θ_f) 1224.57")
                .containsPattern("(?m)^states +representation-alignment 0\\.3820; cka 0\\.5677;"
                        + " participation-ratio before 1\\.796, after 1\\.798$")
                .containsPattern(
                        "(?m)^weights +weight-change weight_ih 1\\.386, .*; sign-agreement weight_ih 0\\.6444, ")
                .contains("gru, 5 units, states observed, 150 parameters differentiated")
                .contains("native on cpu")
                .endsWith(" s\n");
        assertThat(sampled.out()).contains("95% interval 0.", "standard error 0.", "30 applications of each operator");
        assertThat(cli.run(line + "naive --quiet").out())
                .startsWith("0.46299327")
                .hasLineCount(1);
    }

    @Test
    void listsCells() {
        assertThat(cli.run("cells").out()).containsPattern("rnn_tanh +rnn +h' = tanh");
        assertThat((List<?>) json("cells").get("cells")).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void listsEstimators() {
        assertThat(cli.run("estimators").out())
                .containsPattern("alignment +shared-sketch +standard-error +yes")
                .containsPattern("trace +naive +exact +no");
        assertThat((List<?>) json("estimators").get("estimators")).isNotEmpty();
    }

    @Test
    void listsBackendsAndMarksTheConfiguredOne() {
        Result text = new CliFixture(folder, Map.of("NTK_BACKEND", "reference")).run("backends");

        assertThat(text.out())
                .containsPattern("(?m)^native +\\S.* cpu +float32, float64 +reverse-mode, forward-mode")
                .containsPattern("(?m)^djl +PyTorch \\S.* cpu ")
                .containsPattern("(?m)^nd4j +ND4J \\S.* cpu ")
                .containsPattern("(?m)^reference \\* +dual numbers in plain Java +cpu")
                .contains("* is the configured one.");
        assertThat(json("backends").get("backends").toString()).contains("id=native, configured=true, available=true");
        assertThat(cli.run("backends --backend nativ").out())
                .contains("The configured backend, 'nativ', is not among them.");
    }

    @Test
    void demonstratesEveryMethodBesideTheExactValue() {
        Result text = cli.run("demo");
        Map<String, Object> json = json("demo --precision float64");

        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .contains("Exact alignment: 0.")
                .containsPattern("(?m)^naive +0\\.\\d+ +exact +\\S+%")
                .containsPattern("(?m)^shared-sketch +0\\.\\d+ +0\\.\\d+ to 0\\.\\d+ +\\S+%");
        double exact = number(json, "exact");
        assertThat(exact).isBetween(0.1, 0.95);
        for (Object method : (List<?>) json.get("methods")) {
            assertThat(number(method, "value")).isCloseTo(exact, within(0.2));
        }
        assertThat(cli.run("demo --quiet --precision float64").out()).isEqualTo(exact + "\n");
    }

    @Test
    void timesUntrainedPairs() {
        String line = "bench --cell gru --size 3,4,5,2 --samples 10 --repetitions 3 --warmup 1";

        Map<String, Object> json = json(line);

        assertThat(json.keySet())
                .containsExactly(
                        "inputs", "seconds", "backend", "engine", "precision", "seed", "model", "gflops", "provenance");
        assertThat((List<?>) json.get("seconds")).hasSize(3).allMatch(seconds -> (double) seconds > 0);
        assertThat(number(json, "gflops")).isPositive();
        assertThat(cli.run(line).out())
                .contains("channels\nmedian ")
                .contains("GFLOP/s", "shared-sketch, 10 applications");
        assertThat(cli.run(line + " --quiet").out()).matches("[0-9.E-]+\n");
    }

    @Test
    void timesProducts() {
        String line = "bench --measure product --cell gru --size 3,4,5,2 --samples 7 --repetitions 2 --warmup 0";

        assertThat((List<?>) json(line).get("seconds")).hasSize(2).allMatch(seconds -> (double) seconds > 0);
        assertThat(cli.run(line).out()).contains("channels\nmedian ").contains("GFLOP/s", "Θ·V, 7 columns");
        Result misspelt = cli.run(line.replace("product", "prodct"));
        assertThat(misspelt.exitCode()).isEqualTo(2);
        assertThat(misspelt.err()).contains("There is no measure 'prodct'. Did you mean 'product'?");
    }

    @Test
    void helps() {
        Result help = cli.run("--help");

        assertThat(cli.run(false, false)).isEqualTo(help);
        assertThat(help.out()).contains("align", "Exit codes:", "3  a fault of ntk");
        assertThat(cli.run("align --help").out()).contains("--before FILE[:PREFIX]", "--tolerance T");
        assertThat(cli.run("help trace").out()).contains("--of WHAT");
        assertThat(cli.run("--version").out())
                .startsWith("ntk ")
                .contains("Java " + Runtime.version().feature());
    }
}
