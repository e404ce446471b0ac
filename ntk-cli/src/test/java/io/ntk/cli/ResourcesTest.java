package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes of the command take: memory, processors, and room in the folder for temporary files. */
@EnabledOnOs(OS.LINUX)
class ResourcesTest {
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Pattern COMPILER = Pattern.compile("^C[12] Compiler");

    /** Where {@code stat} has the time in user mode, counted from its state on; that in system mode follows. */
    private static final int USER_TIME = 11;

    /**
     * More than any engine takes to its first estimate: the native one was seen to take 1.1 s, DJL 1.4 s and ND4J 1.5 s, with
     * the time in which Java compiles, which is not counted here.
     */
    private static final Duration STARTED = Duration.ofMillis(2500);

    /** Long beside the hundredths of a second in which Linux tells processor time. */
    private static final Duration WATCHED = Duration.ofMillis(600);

    private static final long MEBIBYTE = 1 << 20;

    private static final String BENCH =
            "bench --cell gru --size 60,40,64,3 --threads 2 --repetitions 1 --warmup 0 --samples ";

    @TempDir
    private Path folder = Path.of("");

    private Process start(String arguments) throws IOException {
        return CommandProcess.start(
                folder,
                List.of(
                        "-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")),
                        // By default the heap takes a 64th of the machine's memory before it is first collected.
                        "-Xms64m",
                        "-Xmn8m",
                        // A thread that compiles and ends would leave its time to the process.
                        "-XX:-UseDynamicNumberOfCompilerThreads"),
                arguments);
    }

    private static void end(Process process, Path folder) throws Exception {
        process.waitFor();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
    }

    /** The largest resident memory of a process that ends well, in bytes. */
    private long peak(String arguments) throws Exception {
        Process process = start(arguments);
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long peak = 0;
        while (process.isAlive()) {
            try {
                Matcher line = PEAK.matcher(Files.readString(status));
                if (line.find()) {
                    peak = 1024 * Long.parseLong(line.group(1));
                }
            } catch (IOException e) {
                // It has ended meanwhile.
                break;
            }
            Thread.sleep(5);
        }
        end(process, folder);
        return peak;
    }

    /** The limit holds for what one product works with, and again for the blocks that an estimator holds. */
    @ParameterizedTest
    @CsvSource({"native, 16", "djl, 16", "nd4j, 40"})
    void residentMemoryStaysWithinTwiceTheLimit(String backend, int garbage) throws Exception {
        String bench = BENCH.replace("--samples", "--backend " + backend + " --samples");
        long least = peak(bench + "2");
        for (int mebibytes : new int[] {16, 48}) {
            // Three blocks of 50 columns are 88 MiB, and a product with one of them works with as much again.
            long limited = peak(bench + "50 --memory " + mebibytes + "m");
            assertThat(limited - least).as("%d MiB", mebibytes).isLessThan((2 * mebibytes + garbage) * MEBIBYTE);
        }
    }

    /** Between the two factors of a kernel, 400 columns of the parameters of this network are 306 MiB. */
    @ParameterizedTest
    @CsvSource({"native, 16", "djl, 16", "nd4j, 16"})
    void soItDoesWhereParametersAreManyMoreThanRows(String backend, int garbage) throws Exception {
        String bench =
                BENCH.replace("60,40,64,3", "2,10,256,3").replace("--samples", "--backend " + backend + " --samples");
        long least = peak(bench + "2");
        long limited = peak(bench + "400 --memory 64m");
        assertThat(limited - least).isLessThan((2 * 64 + garbage) * MEBIBYTE);
    }

    @ParameterizedTest
    @CsvSource({"native, 1", "native, 2", "djl, 1", "nd4j, 1"})
    void processorsAreAsManyAsThreadsWereAllowed(String backend, int threads) throws Exception {
        Process process = start("bench --backend " + backend
                + " --cell gru --size 50,20,64,3 --samples 10 --repetitions 100000 --threads " + threads);
        try {
            awaitProducts(process);
            Duration before = processorTime(process);
            long start = System.nanoTime();
            Thread.sleep(WATCHED.toMillis());
            double processors = (double) processorTime(process).minus(before).toNanos() / (System.nanoTime() - start);
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve("err")))
                    .isTrue();
            assertThat(processors).isBetween(0.01, threads + 0.3);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Waits until a process has computed for longer than any engine takes to start, however busy the machine is. */
    private static void awaitProducts(Process process) throws Exception {
        while (process.isAlive() && processorTime(process).compareTo(STARTED) < 0) {
            Thread.sleep(50);
        }
    }

    /** The time that all threads of a process have computed, but for those in which Java compiles. */
    private static Duration processorTime(Process process) throws IOException {
        Path folder = Path.of("/proc", Long.toString(process.pid()));
        long ticks = ticks(Files.readString(folder.resolve("stat")));
        try (Stream<Path> threads = Files.list(folder.resolve("task"))) {
            for (Path thread : threads.toList()) {
                if (COMPILER.matcher(Files.readString(thread.resolve("comm"))).find()) {
                    ticks -= ticks(Files.readString(thread.resolve("stat")));
                }
            }
        } catch (NoSuchFileException e) {
            // A thread has ended while it was read: once more.
            return processorTime(process);
        }
        // Linux tells processor time in hundredths of a second.
        return Duration.ofMillis(10 * ticks);
    }

    private static long ticks(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
    }

    /** As for a user without an account, or with a home that cannot be written to; and no thread more than gains anything. */
    @ParameterizedTest
    @CsvSource({"native, OpenBLAS", "nd4j, ND4J", "djl, PyTorch"})
    @Timeout(60)
    void nativeCodeNeedsNoHomeLeavesNothingAndStartsFewOfManyThreads(String backend, String engine) throws Exception {
        Process process = CommandProcess.start(
                folder,
                List.of("-Djava.io.tmpdir=" + Files.createDirectories(folder.resolve("tmp")), "-Duser.home=?"),
                "bench --cell gru --size 6,5,4,3 --samples 6 --repetitions 3 --warmup 0 --threads 10000 --backend "
                        + backend);
        end(process, folder);

        assertThat(folder.resolve("out")).content().contains(engine);
        assertThat(folder.resolve("?")).doesNotExist();
        assertEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "djl", "nd4j"})
    void noTemporaryFileIsLeft(String backend) throws Exception {
        CliFixture cli = new CliFixture(folder);
        String golden = cli.golden("gru");
        for (String line : List.of(
                "align --cell gru " + golden + " --samples 6 --report " + folder.resolve("align.html"),
                "train --task flip-flop --cell gru --hidden 4 --trials 3 --time-steps 4 --steps 3 --quiet --out "
                        + folder.resolve("run"))) {
            end(start(line + " --backend " + backend), folder);
        }
        assertEmpty();
    }

    @Test
    void noTemporaryFileIsLeftByAProcessThatIsToldToEnd() throws Exception {
        Process process = start("bench --cell gru --size 50,20,64,3 --samples 10 --repetitions 100000");
        awaitProducts(process);
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(143);
        assertEmpty();
    }

    private void assertEmpty() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("tmp"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }
}
