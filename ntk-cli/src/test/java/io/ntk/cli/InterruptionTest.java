package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the command that are told to end, killed, or have nowhere to write. {@code bench/kill} kills more often. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 1, unit = TimeUnit.HOURS)
class InterruptionTest {
    private static final int KILLS = Integer.getInteger("ntk.kills", 4);
    private static final String RUN =
            "train --task flip-flop --cell gru --hidden 8 --trials 4 --time-steps 6 --save-every 7 --track-every 10 --track-samples 3"
                    // The default depends on the heap, and that of a process of its own is smaller here.
                    + " --memory 128m --quiet";

    @TempDir
    private Path folder = Path.of("");

    private static List<String> java(String arguments) {
        return CommandProcess.line(List.of(), arguments);
    }

    private Process start(List<String> command) throws IOException {
        return CommandProcess.start(folder, command);
    }

    private int end(Process process) throws InterruptedException {
        assertThat(process.waitFor(120, TimeUnit.SECONDS))
                .as("the process ended")
                .isTrue();
        return process.exitValue();
    }

    private String err() throws IOException {
        return Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    }

    /** The whole rows, without the header and the time that each step took. */
    private static List<String> rows(Path run) throws IOException {
        String text = Files.readString(run.resolve("metrics.csv"));
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    private static void requireRows(Path run) throws IOException {
        List<String> rows = rows(run);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).as("row %d", i + 1).matches((i + 1) + ",[0-9.e+-]+,[0-9.]+,[0-9.e+-]+");
        }
    }

    private void requireSame(Path run, int steps) throws Exception {
        Path whole = folder.resolve("whole");
        CliFixture.Result result = new CliFixture(folder).run(RUN + " --steps " + steps + " --out " + whole);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(rows(run)).hasSize(steps).isEqualTo(rows(whole));
        assertThat(names(run)).isEqualTo(names(whole));
        for (String name : names(run)) {
            // The metrics hold times.
            if (!name.equals("metrics.csv")) {
                assertThat(run.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
            }
        }
    }

    /** The arguments of the command that a stopped run prints, as a shell takes them. */
    private List<String> advice() throws Exception {
        String command = err().substring(err().indexOf("go on by ") + "go on by ".length());
        Process shell = new ProcessBuilder("/bin/sh", "-c", "ntk() { printf '%s\\n' \"$@\"; }; " + command).start();
        String arguments = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(end(shell)).isZero();
        return arguments.lines().toList();
    }

    private static List<String> names(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void awaitRows(Path run, int count, Process process) throws Exception {
        for (int i = 0; i < 1200 && process.isAlive(); i++) {
            if (Files.exists(run.resolve("metrics.csv"))
                    && Files.size(run.resolve("metrics.csv")) > 60
                    && rows(run).size() >= count) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("No " + count + " rows: " + err());
    }

    @Test
    void aSignalEndsARunBetweenTwoSteps() throws Exception {
        Path run = folder.resolve("it's a run");
        List<String> begin = new ArrayList<>(java(RUN + " --steps 1000000 --out"));
        begin.add(run.toString());
        Process process = start(begin);
        awaitRows(run, 10, process);

        CliFixture.Result second = new CliFixture(folder)
                .run(false, false, "train", "--resume", "--steps", "9", "--memory", "128m", "--out", run.toString());
        assertThat(second.err()).contains("is being written by another run").hasLineCount(1);
        assertThat(second.exitCode()).isEqualTo(2);

        process.destroy();
        assertThat(end(process)).isEqualTo(143);
        assertThat(err()).containsPattern("ntk: stopped after step \\d+; go on by ntk train --resume --steps 1000000");
        requireRows(run);
        int made = rows(run).size();
        assertThat(err()).contains("after step " + made + ";");
        assertThat(names(run)).noneMatch(name -> name.endsWith(".part"));

        int steps = 7 * (made / 7 + 1);
        List<String> resume = new ArrayList<>(advice());
        resume.set(resume.indexOf("1000000"), String.valueOf(steps));
        CliFixture.Result resumed = new CliFixture(folder).run(false, false, resume.toArray(String[]::new));
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        requireSame(run, steps);
    }

    @Test
    void aKilledRunGoesOnAsIfItHadNotBeen() throws Exception {
        Path run = folder.resolve("run");
        SplittableRandom random = new SplittableRandom(1);
        for (int kill = 0; kill < KILLS; kill++) {
            boolean begun = Files.exists(run.resolve("run.json"));
            String line = begun ? "train --resume --quiet" : RUN;
            Process process = start(java(line + " --steps 1000000 --out " + run));
            // Some while it starts, most while it trains.
            process.waitFor(200 + random.nextInt(2000), TimeUnit.MILLISECONDS);
            assertThat(process.isAlive()).as(err()).isTrue();
            process.destroyForcibly();
            end(process);
            if (Files.exists(run.resolve("run.json"))) {
                requireRows(run);
            }
        }
        int steps = 7 * ((Files.exists(run.resolve("run.json")) ? rows(run).size() : 0) / 7 + 2);
        String line = Files.exists(run.resolve("run.json")) ? "train --resume --quiet" : RUN;
        CliFixture.Result resumed = new CliFixture(folder).run(line + " --steps " + steps + " --out " + run);
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        requireSame(run, steps);
    }

    @Test
    void aFullDiskIsOneLine() throws Exception {
        Path run = folder.resolve("run");
        List<String> limited = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 8; exec \"$@\"", "sh"));
        limited.addAll(java(RUN + " --steps 1000000 --out " + run));
        assertThat(end(start(limited))).isEqualTo(2);
        assertThat(err())
                .startsWith("error: ")
                .contains("cannot be written (File too large")
                .hasLineCount(1);
        assertThat(names(run)).noneMatch(name -> name.endsWith(".part"));

        ProcessBuilder full = new ProcessBuilder(java("cells"))
                .redirectOutput(Path.of("/dev/full").toFile())
                .redirectError(folder.resolve("err").toFile());
        assertThat(end(full.start())).isEqualTo(2);
        assertThat(err())
                .isEqualTo(
                        "error: Standard output cannot be written. Check that it is open, and that the disk is not full.\n");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsOneLine() {
        CliFixture cli = new CliFixture(folder);
        CliFixture.Result result = cli.run(RUN + " --steps 5 --out /proc/run");
        assertThat(result.err())
                .startsWith("error: '/proc/run' cannot be written (")
                .hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(2);

        Path run = folder.resolve("run");
        assertThat(cli.run(RUN + " --steps 5 --out " + run).exitCode()).isZero();
        CliFixture.Result track = cli.run("track " + run + " --samples 3 --csv /dev/full");
        assertThat(track.err())
                .startsWith("error: '/dev/full' cannot be written (No space left on device).")
                .hasLineCount(1);
        assertThat(track.exitCode()).isEqualTo(2);
    }
}
