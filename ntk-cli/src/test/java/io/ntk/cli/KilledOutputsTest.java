package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Verbs with files to write that are killed at random times: a file is whole or absent, rows are whole, and the same command run again
 * writes the same bytes. {@code bench/kill} kills more often.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 1, unit = TimeUnit.HOURS)
class KilledOutputsTest {
    private static final int KILLS = Integer.getInteger("ntk.kills", 3);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"align", "track"})
    void filesAreWholeOrAbsent(String verb) throws Exception {
        Path run = folder.resolve("run");
        CliFixture.Result trained = new CliFixture(folder)
                .run(
                        "train --task flip-flop --cell gru --hidden 8 --trials 4 --time-steps 6 --steps 20 --save-every 2 --quiet --out "
                                + run);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        // Files of one name, because pages and tables say where they are.
        Path outputs = Files.createDirectory(folder.resolve("outputs"));
        String command = verb.equals("track")
                ? "track " + run + " --csv " + outputs.resolve("rows.csv") + " --plot " + outputs.resolve("plot.svg")
                : "align --cell gru --before " + run.resolve("step-000000.safetensors") + " --after "
                        + run.resolve("step-000020.safetensors") + " --inputs " + run.resolve("inputs.npy");
        command += " --samples 20 --quiet --out " + outputs.resolve("result.npz") + " --report "
                + outputs.resolve("page.html");
        long start = System.nanoTime();
        end(command);
        long whole = System.nanoTime() - start;
        Path expected = folder.resolve("expected");
        Files.move(outputs, expected);
        Files.createDirectory(outputs);

        SplittableRandom random = new SplittableRandom(1);
        for (int kill = 0; kill < KILLS; kill++) {
            Process process = CommandProcess.start(folder, List.of(), command);
            // The files are written in the second half.
            process.waitFor(whole / 2 + random.nextLong(whole / 2), TimeUnit.NANOSECONDS);
            process.destroyForcibly().waitFor();
            requireWholeOrAbsent(outputs, expected);
        }
        end(command);
        for (String name : names(expected)) {
            assertThat(content(outputs.resolve(name))).as(name).isEqualTo(content(expected.resolve(name)));
        }
    }

    /** The bytes as characters; without digits in a page, which says when and how long it was computed. */
    private static String content(Path file) throws IOException {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        return file.toString().endsWith(".html") ? content.replaceAll("[0-9]", "") : content;
    }

    private void end(String command) throws Exception {
        Process process = CommandProcess.start(folder, List.of(), command);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err"), StandardCharsets.UTF_8))
                .isZero();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            // What a killed process was writing, under a name of its own, harms nobody.
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".part"))
                    .sorted()
                    .toList();
        }
    }

    private static void requireWholeOrAbsent(Path outputs, Path expected) throws IOException {
        for (String name : names(outputs)) {
            String found = content(outputs.resolve(name));
            String whole = content(expected.resolve(name));
            if (name.endsWith(".csv")) {
                // Rows are appended as they are known, the last of which may be cut off.
                assertThat(whole).startsWith(found);
            } else {
                assertThat(found).as(name).isEqualTo(whole);
            }
        }
    }
}
