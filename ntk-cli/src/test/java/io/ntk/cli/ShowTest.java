package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.NumericArray;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ntk show} on files as people have them. */
class ShowTest {
    @TempDir
    private Path folder;

    private CliFixture cli;

    @BeforeEach
    void fixture() {
        cli = new CliFixture(folder);
    }

    private Path file(String name) {
        Path copy = folder.resolve(name);
        try (InputStream stream = ShowTest.class.getResourceAsStream("show/" + name)) {
            Files.write(copy, stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    private Map<String, Object> json(Path file) {
        Result result = cli.run("show --json " + file);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return ParsedJson.object(result.out());
    }

    @ParameterizedTest
    @CsvSource({
        "before.ckpt, gru",
        "nested_before.pth, gru",
        "two_modules_before.pt, gru",
        "mlp_head_before.pt, gru",
        "embedding_before.pt, gru",
        "keras_before.weights.h5, keras_gru",
        "keras2_before.h5, keras_gru"
    })
    void namesTheCellsThatFit(String name, String cell) {
        List<?> networks = (List<?>) json(file(name)).get("networks");

        assertThat(networks).isNotEmpty().allSatisfy(network -> {
            assertThat(((Map<?, ?>) network).get("cells").toString()).contains(cell);
        });
    }

    @Test
    void choosesBetweenModulesAndNamesTheReadout() {
        Path file = file("two_modules_before.pt");

        Map<String, Object> json = json(file);

        assertThat((List<?>) json.get("networks")).hasSizeGreaterThan(1);
        assertThat(json.get("networks").toString()).contains("prefix=gru2");
        assertThat(cli.run("show " + file).out()).contains(" --readout may name 'dense.weight'.");
        assertThat(cli.run("show " + file("before.ckpt")).out()).contains("Readout: '");
        assertThat(cli.run("show " + file("mlp_head_before.pt")).out())
                .contains("Readout: none is found.", "head.0.weight");
    }

    @Test
    void theNextCommandRuns() {
        cli.golden("gru");

        String text = cli.run("show " + folder.resolve("gru.npz")).out();

        String next = text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("ntk align"))
                .findFirst()
                .orElseThrow();
        assertThat(next).endsWith(":inputs").contains("--cell gru --before ", "gru.npz:before --after ");
        Result result = cli.run(next.substring("ntk ".length()) + " --estimator naive --precision float64");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("\nalignment  0.462993 ");
    }

    @Test
    void saysWhyNothingIsRecognised() {
        assertThat(cli.run("show " + file("weight_norm.pt")).out())
                .contains("No network was recognised. ", "remove_weight_norm", "ntk cells dale_rate > my.cell");
        assertThat(cli.run("show " + file("before.mat")).out()).contains("net.J", "No network was recognised. ");
        assertThat(cli.run("show " + file("inputs.npy")).out()).contains("[4, 6, 3]", "--inputs /");
    }

    /** '--map' is offered where the shapes can be those of a module. */
    @ParameterizedTest
    @CsvSource({"2 2, 2 3, true", "6 2, 6 3, true", "4 2, 2 3, false", "2 2, 3 2, false"})
    void unknownNamesLeadToTheGuide(String recurrent, String inputs, boolean mayBeModule) {
        Integer[] one =
                Arrays.stream(recurrent.split(" ")).map(Integer::valueOf).toArray(Integer[]::new);
        Integer[] other = Arrays.stream(inputs.split(" ")).map(Integer::valueOf).toArray(Integer[]::new);

        String text = cli.run("show "
                        + cli.write(
                                "own.npz",
                                List.of(CliFixture.constant("J_raw", one), CliFixture.constant("stim", other))))
                .out();

        assertThat(text).contains("docs/bring-your-network.md says how to run a network of your own equations.");
        assertThat(text.contains("If it is a module of PyTorch under other names, --map weight_ih=NAME"))
                .isEqualTo(mayBeModule);
    }

    @Test
    void foldsManyArraysByModule() {
        List<NumericArray> arrays = new ArrayList<>(CliFixture.network("model.rnn."));
        for (int layer = 0; layer < 100; layer++) {
            for (String name : List.of("w", "b", "scale", "shift", "more")) {
                arrays.add(CliFixture.constant("model.encoder." + layer + "." + name, 2));
            }
        }
        Path file = cli.write("many.npz", arrays);

        String text = cli.run("show " + file).out();

        assertThat(text)
                .contains("holds 504 arrays.")
                .containsPattern("(?m)^model\\.encoder\\.\\* +float64 +500 arrays$")
                .containsPattern("(?m)^model\\.rnn\\.\\* +float64 +4 arrays$")
                .contains("--all lists every array.", "fits cell ", "rnn_tanh");
        assertThat(text.lines().count()).isLessThan(60);
        assertThat(cli.run("show --all " + file).out()).contains("model.encoder.99.more");
        assertThat((List<?>) json(file).get("arrays")).hasSize(504);
    }

    @Test
    void aNameCannotForgeLinesOrCommands() throws IOException {
        String module = "{\"weight_ih\": [[0.1]], \"weight_hh\": [[0.1]]}";
        String other = module.replace("0.1", "0.2");
        Path file = Files.writeString(
                folder.resolve("hostile.json"), "{\"a'; rm -rf x;\\nforged '\": " + module + ", \"b\": " + other + "}");

        String text = cli.run("show " + file).out();

        assertThat(text.lines()).noneMatch(line -> line.startsWith("forged"));
        assertThat(text).contains("ntk align --cell ", ":a'\\''; rm -rf x;\\u000aforged '\\'''");
    }

    @Test
    void manyModulesTakeBoundedTime() throws IOException {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < 2400; i++) {
            text.append("\"layers.").append(i).append(".deep.er.rnn\": ");
            text.append("{\"weight_ih\": [[").append(i).append("]], \"weight_hh\": [[1]], \"bias_ih\": [1],");
            text.append(" \"bias_hh\": [1]}, ");
        }
        Path file = Files.writeString(folder.resolve("many.json"), text + "\"x\": [1]}");

        Result result = assertTimeout(Duration.ofSeconds(10), () -> cli.run("show " + file));

        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines().count()).isLessThan(300);
    }

    @Test
    void damagedFilesGetOneLine() throws IOException {
        Path file = file("before.ckpt");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        for (Path path : List.of(file, folder.resolve("absent.pt"), folder)) {
            Result result = cli.run("show " + path);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("error: ").hasLineCount(1);
        }
    }

    @Test
    void showsOneModuleOrOneArrayOfAFile() {
        Path file = file("two_modules_before.pt");

        Map<String, Object> module =
                ParsedJson.object(cli.run("show --json " + file + ":gru2").out());
        assertThat(module.get("file")).isEqualTo(file + ":gru2");
        assertThat(module.get("networks").toString()).contains("prefix=gru2").doesNotContain("prefix=gru1");
        assertThat(module.get("arrays").toString())
                .contains("gru2.weight_ih_l0")
                .doesNotContain("dense.weight");
        assertThat(module.get("next").toString()).contains("--before " + file + ":gru2 ");

        assertThat(cli.run("show " + file + ":gru2").out()).contains("say --readout dense.");

        String array = cli.run("show " + file + ":dense.weight").out();
        assertThat(array).contains("holds 1 array.", "dense.weight").doesNotContain("No network", "gru2");

        Result wrong = cli.run("show " + file + ":gru3");
        assertThat(wrong.err())
                .startsWith("error: File '" + file + "' holds no array under 'gru3'. Did you mean 'gru")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"keras_before.weights.h5, layers/dense/vars/0", "before.ckpt, readout.weight"})
    void namesTheReadoutThatWouldBeTaken(String name, String readout) {
        List<?> networks = (List<?>) json(file(name)).get("networks");

        assertThat(((Map<?, ?>) networks.get(0)).get("readout").toString()).endsWith(readout);
    }

    @Test
    void amongSeveralArraysThoseCalledInputsAreTheInputs() {
        cli.golden("gru");

        assertThat(cli.run("show " + folder.resolve("gru.npz")).out()).contains("gru.npz:inputs\n");
    }
}
