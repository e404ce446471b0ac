package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Java virtual machine with little more memory than four times the file reads a large file, or refuses it in a line. */
class MemoryBoundTest {
    private static final int TIMES = 4;
    /** What Java itself takes, the readers' buffers, and the objects that any file may hold, however small. */
    private static final long FIXED_BYTES = 24 << 20;
    /** Other tests run at the same time; alone none takes five. */
    private static final int SECONDS = 30;

    @TempDir
    private Path folder = Path.of("");

    /** Opens a file, reads its arrays one after another, and says what it would not read. */
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
    }

    @ParameterizedTest
    @EnumSource
    void fourTimesTheFileIsEnough(LargeFile large) throws IOException, InterruptedException {
        Path file = large.writeTo(folder);
        long allowed = FIXED_BYTES + TIMES * Files.size(file);
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + allowed,
                        // One collector, with a small fixed part for what is new, so that all of the rest is for one
                        // array.
                        "-XX:+UseSerialGC",
                        "-Xmn8m",
                        "-XX:MaxDirectMemorySize=1m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MemoryBoundTest.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        boolean ended = java.waitFor(SECONDS, TimeUnit.SECONDS);
        java.destroyForcibly().waitFor();
        String said = Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
        assertThat(ended).as("ended in time").isTrue();
        if (large.isWellFormed()) {
            assertThat(said.lines()).containsExactly("read 1");
        } else {
            assertThat(said.lines()).singleElement().asString().doesNotContain(ErrorId.OUT_OF_MEMORY.toString());
            assertThat(said).startsWith("re");
        }
    }
}
