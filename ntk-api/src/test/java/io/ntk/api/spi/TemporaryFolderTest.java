package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(OS.WINDOWS)
class TemporaryFolderTest {
    /** A process that makes a folder, says where, and waits for its end. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws IOException {
            Path made = TemporaryFolder.in(Path.of(arguments[0]), "ntk-").path();
            Files.writeString(Files.createDirectory(made.resolve("blocks")).resolve("a"), "data");
            System.out.println(made);
            System.exit(System.in.read() < 0 ? 0 : 1);
        }
    }

    @TempDir
    private Path parent;

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.toList();
        }
    }

    @Test
    void isTheUsersAloneAndGoesWhenItIsClosed() throws IOException {
        TemporaryFolder folder = TemporaryFolder.in(parent, "ntk-");
        Files.writeString(folder.path().resolve("a"), "data");
        TemporaryFolder other = TemporaryFolder.in(parent, "ntk-");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
                .isEqualTo("rwx------");
        assertThat(folder.path().resolve("a")).as("in use").exists();
        folder.close();
        folder.close();
        assertThat(listed()).containsExactly(other.path());
        other.close();
    }

    @Test
    void goesWithItsProcessOrWithTheNextOne() throws Exception {
        Process ended = start();
        Process killed = start();
        Path ofEnded = line(ended);
        Path ofKilled = line(killed);
        assertThat(ofEnded.resolve("blocks/a")).exists();

        ended.getOutputStream().close();
        assertThat(ended.waitFor()).isZero();
        assertThat(ofEnded).doesNotExist();

        killed.destroyForcibly().waitFor();
        assertThat(ofKilled.resolve("blocks/a")).exists();
        Path foreign = Files.createDirectory(parent.resolve("ntk-of-someone"));
        TemporaryFolder next = TemporaryFolder.in(parent, "ntk-");
        assertThat(listed()).containsExactlyInAnyOrder(next.path(), foreign);
        next.close();
    }

    /** What could be opened by others is not ours to empty: whoever put its lock there could put links there too. */
    @ParameterizedTest
    @CsvSource({"rwx------, false", "rwxr-xr-x, true", "rwxrwxrwx, true", "rwx--x---, true", "rwx-----x, true"})
    void onlyAFolderThatIsItsUsersAloneIsTakenForAbandoned(String permissions, boolean stays) throws IOException {
        Path planted = Files.createDirectory(parent.resolve("ntk-planted"));
        Files.createFile(planted.resolve(".ntk-in-use"));
        Files.writeString(planted.resolve("a"), "data");
        Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString(permissions));

        TemporaryFolder.in(parent, "ntk-").close();
        assertThat(Files.exists(planted.resolve("a"))).isEqualTo(stays);
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(
                parent.resolve("elsewhere"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createFile(elsewhere.resolve(".ntk-in-use"));
        Files.createSymbolicLink(parent.resolve("ntk-link"), elsewhere);

        TemporaryFolder.in(parent, "ntk-").close();
        assertThat(elsewhere.resolve(".ntk-in-use")).exists();
    }

    @Test
    void whatAnotherProcessUsesStays() throws Exception {
        Process running = start();
        Path used = line(running);

        TemporaryFolder.in(parent, "ntk-").close();
        assertThat(used.resolve("blocks/a")).exists();
        running.getOutputStream().close();
        assertThat(running.waitFor()).isZero();
    }

    /** A second folder of this process must not open the first one's lock, which would be lost when it is closed again. */
    @Test
    void allFoldersOfOneProcessStayLocked() throws Exception {
        TemporaryFolder first = TemporaryFolder.in(parent, "ntk-");
        TemporaryFolder second = TemporaryFolder.in(parent, "ntk-");
        Path link = Files.createSymbolicLink(parent.resolve("link"), parent);
        TemporaryFolder third = TemporaryFolder.in(link, "ntk-");

        Process other = start();
        Path made = line(other);
        assertThat(listed())
                .containsExactlyInAnyOrder(
                        first.path(), second.path(), parent.resolve(third.path().getFileName()), made, link);
        other.getOutputStream().close();
        assertThat(other.waitFor()).isZero();
        first.close();
        second.close();
        third.close();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path line(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        return Path.of(out.readLine());
    }

    @Test
    void aPlaceThatTakesNoneIsNamed() {
        assertThatThrownBy(() -> TemporaryFolder.in(parent.resolve("no"), "ntk-"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("No temporary folder can be made in '" + parent.resolve("no") + "' (");
    }
}
