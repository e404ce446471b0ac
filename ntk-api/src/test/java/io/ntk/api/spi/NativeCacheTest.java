package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class NativeCacheTest {
    @TempDir
    private Path home;

    private static void requirePrivate(Path folder) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(folder).isEmptyDirectory().isAbsolute();
    }

    private void requireTemporary(Path folder) throws IOException {
        assertThat(folder).hasParent(TemporaryFolder.ofSystem()).isNotEqualTo(home);
        assertThat(folder.getFileName().toString()).startsWith("ntk-library-");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void isAFolderOfTheHomeThatIsTheUsersAlone() throws IOException {
        Path folder = NativeCache.folder(home, "library");

        assertThat(folder).isEqualTo(home.resolve(".cache/ntk/library"));
        requirePrivate(folder);
        assertThat(NativeCache.folder(home, "library")).isEqualTo(folder);
    }

    @Test
    void whatOthersCouldReadIsClosedToThem() throws IOException {
        Path made = Files.createDirectories(home.resolve(".cache/ntk/library"));
        Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));

        requirePrivate(NativeCache.folder(home, "library"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cache", ".cache/ntk", ".cache/ntk/library"})
    void whatOthersCouldHaveFilledIsNotUsed(String open) throws IOException {
        Files.createDirectories(home.resolve(".cache/ntk/library"));
        Files.setPosixFilePermissions(home.resolve(open), PosixFilePermissions.fromString("rwxrwxrwx"));

        requireTemporary(NativeCache.folder(home, "library"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cache"})
    void aHomeOpenToTheUsersGroupIsUsed(String open) throws IOException {
        Files.createDirectories(home.resolve(".cache"));
        Files.setPosixFilePermissions(home.resolve(open), PosixFilePermissions.fromString("rwxrwxr-x"));

        requirePrivate(NativeCache.folder(home, "library"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".cache", ".cache/ntk", ".cache/ntk/library"})
    void whatBelongsToAnotherUserIsNotUsed(String owned) throws IOException {
        Files.createDirectories(home.resolve(".cache/ntk/library"));
        assumeTrue(Files.getOwner(home).getName().equals("root"), "Only root can give a folder away.");
        UserPrincipal other =
                home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
        Files.setOwner(home.resolve(owned), other);

        requireTemporary(NativeCache.folder(home, "library"));
    }

    @Test
    void aLinkToAFolderElsewhereIsNotUsed() throws IOException {
        Files.createDirectories(home.resolve(".cache/ntk"));
        Files.createSymbolicLink(home.resolve(".cache/ntk/library"), Files.createDirectory(home.resolve("elsewhere")));

        requireTemporary(NativeCache.folder(home, "library"));
    }

    /** Java's home of a user without an account, one that is not there, one that takes no folders, and a file. */
    @ParameterizedTest
    @ValueSource(strings = {"?", "", "/no/such/home", "/proc", "/etc/passwd"})
    void aHomeThatCannotBeWrittenToIsReplacedByATemporaryFolder(String other) throws IOException {
        requireTemporary(NativeCache.folder(Path.of(other), "library"));
        assertThat(Path.of("?")).doesNotExist();
    }

    /** As of a file system that is mounted noexec. */
    @Test
    void aHomeThatRunsNoCodeIsReplacedByATemporaryFolder() throws IOException {
        requireTemporary(NativeCache.folder(home, "library", folder -> !folder.startsWith(home)));
    }

    @Test
    void whereNoCodeRunsAtAllIsToldAndNothingIsLeft() throws IOException {
        List<Path> before = temporary();

        assertThatThrownBy(() -> NativeCache.folder(home, "library", folder -> false))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.BACKEND_UNAVAILABLE))
                .hasMessageContainingAll("'" + TemporaryFolder.ofSystem() + "'", "noexec", "-Djava.io.tmpdir=FOLDER");
        assertThat(temporary()).isEqualTo(before);
    }

    private static List<Path> temporary() throws IOException {
        try (Stream<Path> files = Files.list(TemporaryFolder.ofSystem())) {
            return files.filter(file -> file.getFileName().toString().startsWith("ntk-library-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aUsersOwnChoiceStays() {
        System.setProperty("ntk.test.cache", "/chosen");
        NativeCache.use("library", "ntk.test.cache", "ntk.test.other");

        assertThat(System.getProperty("ntk.test.cache")).isEqualTo("/chosen");
        assertThat(System.getProperty("ntk.test.other")).isNull();
    }
}
