package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names of files that steer a terminal, forge lines, reverse letters, or are formulas, in every form of a result. */
@EnabledOnOs(OS.LINUX)
class HostileNamesTest {
    private static final String STEERS = "a\u001b[2J\nforged 0.999\u202ezpn";
    private static final String FORMULA = "=cmd|' -C calc'!A0";

    @TempDir
    private Path folder;

    private CliFixture cli;
    private List<String> models;
    private Path golden;

    @BeforeEach
    void models() throws IOException {
        cli = new CliFixture(folder);
        golden = GoldenCase.named("gru").writeNpz(folder);
        models = Stream.of(STEERS, FORMULA)
                .map(name -> folder.resolve(name + ".npz"))
                .map(Path::toString)
                .toList();
        for (String model : models) {
            Files.copy(golden, Path.of(model));
        }
    }

    private Result run(String verb, String... more) {
        Stream<String> options = Stream.of("--cell", "gru", "--inputs", golden + ":inputs", "--samples", "6");
        return cli.run(
                false,
                false,
                Stream.of(Stream.of(verb), options, Arrays.stream(more))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
    }

    private String[] compared(String... more) {
        return Stream.concat(Stream.of(models.get(0) + ":before", models.get(1) + ":after"), Arrays.stream(more))
                .toArray(String[]::new);
    }

    private static void requireHarmless(String shown) {
        assertThat(shown).contains("a\\u001b[2J\\u000aforged 0.999\\u202ezpn");
        assertThat(shown).doesNotContain("\u001b", "\u202e");
        assertThat(shown.lines()).noneMatch(line -> line.startsWith("forged"));
    }

    @Test
    void areEscapedInTextAndInEveryFile() throws IOException {
        Path csv = folder.resolve("a.csv");
        Path page = folder.resolve("a.html");
        Result text = run("compare", compared("--csv", csv.toString(), "--report", page.toString()));

        assertThat(text.err()).isEmpty();
        requireHarmless(text.out());
        requireHarmless(Files.readString(page));
        requireHarmless(Files.readString(csv));
        assertThat(Files.readAllLines(csv)).hasSize(4).noneMatch(line -> line.startsWith("=") || line.contains(",="));
        assertThat(Files.readString(csv)).contains("'" + FORMULA).contains(",1.0");
    }

    @Test
    void areExactInJsonThatSteersNothing() {
        Result json = run("compare", compared("--json"));

        assertThat(json.out()).doesNotContain("\u001b", "\u202e").hasLineCount(1);
        assertThat(json.out()).contains("\\u202e");
        assertThat(ParsedJson.object(json.out()).toString()).contains(STEERS);
    }

    @Test
    void areEscapedInOtherVerbsAndMessages() {
        String model = models.get(0) + ":before";
        for (Result result : List.of(
                run("trace", "--model", model),
                run("spectrum", "--model", model, "--count", "2"),
                cli.run(false, false, "show", models.get(0)),
                run("trace", "--model", folder.resolve(STEERS) + ".missing.npz"))) {
            requireHarmless(result.out() + result.err());
        }
    }
}
