package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moved besides the kernel, in every form of {@code align}, {@code compare} and {@code track}. */
class MovedTest {
    private static final Path MODELS = Path.of("..", "ntk-runtime", "src", "test", "resources", "models");

    @TempDir
    private Path folder;

    private CliFixture cli;
    private Map<String, Object> facts;
    private String file;
    private String model;

    @BeforeEach
    void golden() throws IOException {
        cli = new CliFixture(folder);
        file = MODELS.resolve("ctrnn_tau.npz").toString();
        facts = ParsedJson.object(Files.readString(MODELS.resolve("ctrnn_tau.json")));
        model = " --cell rate_tau --precision float64 --inputs " + file + ":inputs";
    }

    private String run(String line) {
        Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    private Map<String, Object> json(String line) {
        return ParsedJson.object(run(line + " --json"));
    }

    private double fact(String name) {
        return (double) facts.get(name);
    }

    /** Files name tensors otherwise than cells do, but in the same order. */
    private void assertTensors(Object found, String fact) {
        assertThat(((Map<?, ?>) found).values().toString())
                .isEqualTo(((Map<?, ?>) facts.get(fact)).values().toString());
    }

    private double array(Path npz, String name, int index) {
        try (ArrayFile arrays = ArrayFile.open(npz)) {
            return arrays.read(name).values()[index];
        }
    }

    @Test
    void alignGivesTheGoldenFacts() throws IOException {
        Path npz = folder.resolve("out.npz");
        Path csv = folder.resolve("out.csv");
        Path page = folder.resolve("page.html");
        String line = "align --before " + file + ":before --after " + file + ":after --estimator exact" + model;
        Map<String, Object> json = json(line + " --out " + npz + " --report " + page);
        run(line + " --out " + csv);

        assertThat((double) json.get("representationAlignment"))
                .isCloseTo(fact("representation_alignment"), within(1e-9));
        assertThat((double) json.get("cka")).isCloseTo(fact("cka"), within(1e-9));
        Map<?, ?> ratio = (Map<?, ?>) json.get("participationRatio");
        assertThat((double) ratio.get("before")).isCloseTo(fact("participation_ratio_before"), within(1e-9));
        Map<?, ?> change = (Map<?, ?>) json.get("weightChange");
        assertThat((double) change.get("b")).isCloseTo(1.362906954534729, within(1e-9));
        assertTensors(json.get("signAgreement"), "sign_agreement");
        assertThat(array(npz, "cka", 0)).isEqualTo((double) json.get("cka"));
        assertThat(array(npz, "participation_ratio_after", 0)).isEqualTo((double) ratio.get("after"));
        assertThat(array(npz, "weight_change.b", 0)).isEqualTo((double) change.get("b"));
        assertThat(Files.readAllLines(csv))
                .contains("cka,," + json.get("cka") + ",,,,exact,0")
                .contains("participation_ratio,after," + ratio.get("after") + ",,,,exact,0")
                .contains("weight_change,b," + change.get("b") + ",,,,exact,0");
        assertThat(page).content().contains("States and weights", "<td>CKA</td>", "<td>Weight change</td>");
    }

    /** Without training nothing moved, and a tensor of zeros cannot say by how much. */
    @Test
    void whatIsNotDefinedIsLeftEmpty() throws IOException {
        String golden = cli.golden("rnn_tanh").replace("after.", "before.");
        Map<String, Object> json = json("align --cell rnn_tanh " + golden + " --observe final-state --estimator exact");
        assertThat(json).containsEntry("cka", 1.0).containsEntry("representationAlignment", 1.0);
        assertThat(((Map<?, ?>) json.get("weightChange")).values()).allMatch(change -> change.equals(0.0));

        Path zeros = cli.write(
                "zeros.npz",
                List.of(CliFixture.constant("weight_ih_l0", 2, 3), CliFixture.constant("weight_hh_l0", 2, 2)));
        Path inputs = cli.write("x.npy", CliFixture.constant("x", 1, 1, 3));
        String line = "align --cell rnn_tanh --inputs " + inputs + " --before " + zeros + " --after " + zeros;
        Path csv = folder.resolve("out.csv");
        Map<String, Object> single = json(line + " --estimator exact --out " + csv);
        assertThat(single).containsEntry("cka", null);
        assertThat(((Map<?, ?>) single.get("participationRatio")).values()).containsOnlyNulls();
        assertThat(Files.readAllLines(csv)).contains("cka,,,,,,exact,0");
        assertThat(run(line + " --estimator exact")).contains("cka -; participation-ratio before -, after -");
    }

    /** Of more tensors than a line has room for, text tells the range; all are in the files. */
    @Test
    void manyTensorsAreTold() {
        Path run = folder.resolve("run");
        run("train --task flip-flop --cell gru --layers 2 --hidden 4 --trials 3 --time-steps 4 --steps 2 --save-every 1"
                + " --out " + run);
        String line = "track " + run + " --samples 6 --report " + folder.resolve("page.html");
        assertThat(run(line))
                .containsPattern(
                        "(?m)^weights +weight-change \\w+_l\\d \\S+ to \\w+_l\\d \\S+; sign-agreement \\w+ \\S+ to \\w+ \\S+$");
        assertThat(folder.resolve("page.html"))
                .content()
                .contains("aria-label=\"Weight change (1)\"", "aria-label=\"Weight change (2)\"");
        List<?> points = (List<?>) json("track " + run + " --samples 6").get("checkpoints");
        assertThat((Map<?, ?>) ((Map<?, ?>) points.get(2)).get("weight_change_first"))
                .hasSize(8);
    }

    @Test
    void compareGivesMatrices() throws IOException {
        Path npz = folder.resolve("out.npz");
        Path csv = folder.resolve("out.csv");
        Path page = folder.resolve("page.html");
        String line = "compare " + file + ":before " + file + ":after --as-given --samples 40" + model;
        Map<String, Object> json = json(line + " --out " + npz + " --csv " + csv + " --report " + page);

        List<?> cka = (List<?>) json.get("cka");
        assertThat(((List<?>) cka.get(0)).get(0)).isEqualTo(1.0);
        assertThat((double) ((List<?>) cka.get(0)).get(1)).isCloseTo(fact("cka"), within(1e-9));
        assertThat(((List<?>) cka.get(1)).get(0)).isEqualTo(((List<?>) cka.get(0)).get(1));
        List<?> ratios = (List<?>) json.get("participationRatio");
        assertThat((double) ratios.get(0)).isCloseTo(fact("participation_ratio_before"), within(1e-9));
        List<?> change = (List<?>) ((Map<?, ?>) json.get("weightChange")).get("b");
        assertThat((double) ((List<?>) change.get(0)).get(1)).isCloseTo(1.362906954534729, within(1e-9));
        assertThat((double) ((List<?>) change.get(1)).get(0)).isNotCloseTo(1.362906954534729, within(0.1));
        assertThat(array(npz, "cka", 1)).isCloseTo(fact("cka"), within(1e-9));
        assertThat(array(npz, "participation_ratio", 0)).isEqualTo((double) ratios.get(0));
        assertThat(array(npz, "weight_change.b", 2)).isEqualTo((double) ((List<?>) change.get(1)).get(0));
        assertThat(Files.readAllLines(csv).get(0))
                .contains(",representation_alignment,cka,participation_ratio_a,participation_ratio_b,")
                .contains(",weight_change.b,weight_change_reverse.b,");
        assertThat(run(line))
                .containsPattern("(?m)^cka +\\(1\\) +\\(2\\)$")
                .containsPattern("(?m)^model .*participation-ratio$");
        assertThat(page).content().contains("aria-label=\"CKA of 2 models\"", ">participation-ratio</th>");
    }

    @Test
    void trackComparesWithTheFirstAndTheOneBefore() throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        for (int step = 0; step < 3; step++) {
            try (ArrayFile arrays = ArrayFile.open(Path.of(file))) {
                String prefix = step == 1 ? "after." : "before.";
                cli.write(
                        "run/step-" + step + ".npz",
                        arrays.names().stream()
                                .filter(name -> name.startsWith(prefix))
                                .map(name -> arrays.read(name).renamed(name.substring(prefix.length())))
                                .toList());
            }
        }
        Path npz = folder.resolve("out.npz");
        Path csv = folder.resolve("out.csv");
        Path page = folder.resolve("page.html");
        Map<String, Object> json =
                json("track " + run + " --samples 6" + model + " --out " + npz + " --csv " + csv + " --report " + page);

        List<?> points = (List<?>) json.get("checkpoints");
        Map<?, ?> second = (Map<?, ?>) points.get(1);
        Map<?, ?> third = (Map<?, ?>) points.get(2);
        assertThat((double) second.get("cka_first")).isCloseTo(fact("cka"), within(1e-9));
        assertThat((double) third.get("cka_previous")).isCloseTo(fact("cka"), within(1e-9));
        assertThat(third.get("cka_first")).isEqualTo(1.0);
        assertThat((double) third.get("participation_ratio"))
                .isCloseTo(fact("participation_ratio_before"), within(1e-9));
        assertThat((double) ((Map<?, ?>) second.get("weight_change_first")).get("b"))
                .isCloseTo(1.362906954534729, within(1e-9));
        assertTensors(second.get("sign_agreement_first"), "sign_agreement");
        assertThat(array(npz, "cka_first", 1)).isEqualTo((double) second.get("cka_first"));
        assertThat(array(npz, "weight_change_first.b", 2)).isZero();
        assertThat(Files.readAllLines(csv).get(0)).contains(",cka_first,cka_previous,", ",weight_change_first.b,");
        assertThat(page).content().contains("aria-label=\"CKA\"", "aria-label=\"Weight change\"");
    }
}
