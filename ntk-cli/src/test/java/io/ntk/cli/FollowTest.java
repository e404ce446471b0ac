package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ntk track --follow} on a run whose files appear one after another. */
class FollowTest {
    private static final String RELOADING = "http-equiv=\"refresh\" content=\"5\"";
    private static final List<String> STEPS = List.of("000000", "000002", "000004");

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli;
    private Path whole;
    private Path growing;
    private Path page;
    private Path table;

    @BeforeEach
    void runThatHasBegun() throws IOException {
        cli = new CliFixture(folder);
        whole = folder.resolve("whole");
        assertThat(cli.run(
                                "train --task flip-flop --cell gru --hidden 5 --trials 4 --time-steps 6 --steps 4 --save-every 2"
                                        + " --quiet --out " + whole)
                        .exitCode())
                .isZero();
        growing = Files.createDirectory(folder.resolve("growing"));
        for (String name : List.of("run.json", "inputs.npy", "step-000000.safetensors")) {
            Files.copy(whole.resolve(name), growing.resolve(name));
        }
        page = folder.resolve("page.html");
        table = folder.resolve("table.csv");
    }

    private String line(Path run) {
        return "track " + run + " --samples 5 --follow --report " + page + " --csv " + table;
    }

    private void appears(String step) throws IOException {
        String name = "step-" + step + ".safetensors";
        Path part = Files.copy(whole.resolve(name), growing.resolve(name + ".part"));
        Files.move(part, growing.resolve(name));
    }

    private String awaitPage(Predicate<String> wanted) throws Exception {
        for (int i = 0; i < 1200; i++) {
            if (Files.exists(page) && wanted.test(Files.readString(page))) {
                return Files.readString(page);
            }
            Thread.sleep(50);
        }
        throw new AssertionError("The page was not renewed.");
    }

    @Test
    void thePageAndTheTableGrowWithTheRunAndEndWithIt() throws Exception {
        CompletableFuture<CliFixture.Result> followed = CompletableFuture.supplyAsync(() -> cli.run(line(growing)));
        assertThat(awaitPage(html -> html.contains("alignment of step 0 with step 0")))
                .contains(RELOADING, "The training goes on")
                .doesNotContain("SHA-256");
        appears(STEPS.get(1));
        assertThat(awaitPage(html -> html.contains("alignment of step 2 with step 0")))
                .contains(RELOADING);
        assertThat(Files.readAllLines(table)).hasSize(3);
        assertThat(followed.isDone()).isFalse();
        appears(STEPS.get(2));

        CliFixture.Result result = followed.get(60, TimeUnit.SECONDS);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(Files.readString(page))
                .contains("alignment of step 4 with step 0", "Digests of the 4 files")
                .doesNotContain("http-equiv", "goes on", "--follow");
        String rows = Files.readString(table);
        assertThat(cli.run("track " + whole + " --samples 5 --csv " + table).exitCode())
                .isZero();
        assertThat(rows).isEqualTo(Files.readString(table));
    }

    @Test
    void aFinishedRunIsNotWaitedFor() throws IOException {
        CliFixture.Result result = cli.run(line(whole));

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(Files.readString(page)).contains("alignment of step 4").doesNotContain("http-equiv");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aSignalLeavesTheLastPageWhole() throws Exception {
        Process process = CommandProcess.start(folder, CommandProcess.line(List.of(), line(growing)));
        awaitPage(html -> html.contains(RELOADING));

        process.destroy();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(Files.readString(page))
                .contains("Following was ended after step 0", "</html>")
                .doesNotContain("http-equiv");
        assertThat(Files.readAllLines(table)).hasSize(2);
    }

    @Test
    void aPredictionNeedsAnEnd() {
        CliFixture.Result result =
                cli.run("track " + folder + " --cell gru --inputs x.npy --follow --targets y.npy --rate 0.1");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--rate was given with --follow").hasLineCount(1);
    }
}
