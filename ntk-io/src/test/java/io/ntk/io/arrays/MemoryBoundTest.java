package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Java virtual machine with little more memory than four times the file reads a large file, or refuses it in a line. */
class MemoryBoundTest {
    private static final int TIMES = 4;
    /** What Java itself takes, the readers' buffers, and the objects that any file may hold, however small. */
    private static final long FIXED_BYTES = 20 << 20;
    /** Of one processor, whatever else runs. */
    private static final int SECONDS = 10;
    /** By the clock: what has not ended by then hangs. */
    private static final int PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder = Path.of("");

    /** Opens a file, reads its arrays one after another, says what it would not read, and how long it took, in nanoseconds. */
    public static void main(String[] arguments) {
        int read = 0;
        try (ArrayFile file = ArrayFile.open(Path.of(arguments[0]))) {
            for (String name : file.names()) {
                read += file.read(name).values().length > 0 ? 1 : 0;
            }
            System.out.println("read " + read);
        } catch (NtkException e) {
            System.out.println("refused " + e.id() + ": " + e.getMessage());
        }
        System.out.println(((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime());
    }

    @ParameterizedTest
    @EnumSource
    void fourTimesTheFileIsEnough(LargeFile large) throws IOException, InterruptedException {
        Path file = large.writeTo(folder);
        long allowed = FIXED_BYTES + TIMES * Files.size(file);
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + allowed,
                        // Each is short: what the optimizing compiler costs it never earns back.
                        "-XX:TieredStopAtLevel=1",
                        // One collector, with a small fixed part for what is new, so that all of the rest is for one
                        // array.
                        "-XX:+UseSerialGC",
                        "-Xmn8m",
                        "-XX:MaxDirectMemorySize=1m",
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryBoundTest.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        boolean ended = java.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        java.destroyForcibly().waitFor();
        List<String> said = Files.readAllLines(folder.resolve("said"));
        assertThat(ended).as("ended in time").isTrue();
        assertThat(said).hasSize(2);
        if (large.isWellFormed()) {
            assertThat(said.get(0)).isEqualTo("read 1");
        } else {
            assertThat(said.get(0)).startsWith("refused ").doesNotContain(ErrorId.OUT_OF_MEMORY.toString());
        }
        assertThat(Duration.ofNanos(Long.parseLong(said.get(1)))).isLessThan(Duration.ofSeconds(SECONDS));
    }
}
