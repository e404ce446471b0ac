package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ReplacedFileTest {
    @TempDir
    private Path folder;

    private static void write(Path target, String text) throws IOException {
        ReplacedFile.requireWritable(target);
        ReplacedFile.write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Path> listed(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aFileIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "before, and longer");
        write(file, "after");

        assertThat(file).hasContent("after");
        assertThat(listed(folder)).containsExactly(file);
    }

    /** A link to a relative link to a file that is not there yet, and then is. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkStaysAndWhatItLeadsToIsReplaced() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path links = Files.createDirectory(folder.resolve("links"));
        Path file = elsewhere.resolve("a");
        Path relative = Files.createSymbolicLink(links.resolve("relative"), Path.of("../elsewhere/a"));
        Path link = Files.createSymbolicLink(links.resolve("link"), relative);
        for (String text : List.of("new", "newer")) {
            write(link, text);

            assertThat(file).isRegularFile().hasContent(text);
            assertThat(link).isSymbolicLink();
            assertThat(relative).isSymbolicLink();
            assertThat(listed(elsewhere)).containsExactly(file);
            assertThat(listed(links)).containsExactlyInAnyOrder(link, relative);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void linksThatLeadToEachOtherAreRefused() throws IOException {
        Path link = folder.resolve("link");
        Files.createSymbolicLink(folder.resolve("other"), Files.createSymbolicLink(link, folder.resolve("other")));

        assertThatThrownBy(() -> write(link, "text"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("lead nowhere");
    }

    /** As {@code /dev/stdout} is where it is redirected to a file. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whatTheSystemNamesIsWrittenTo() throws IOException {
        Path file = folder.resolve("redirected");
        try (FileOutputStream out = new FileOutputStream(file.toFile())) {
            Path opened = opened(file);
            Object before = Files.getAttribute(file, "unix:ino");
            out.write("first ".getBytes(StandardCharsets.UTF_8));
            write(opened, "second ");
            write(Files.createSymbolicLink(folder.resolve("link"), opened), "third");

            assertThat(file).hasContent("first second third");
            assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
        }
    }

    private static Path opened(Path file) throws IOException {
        for (Path descriptor : listed(Path.of("/proc/self/fd"))) {
            if (Files.exists(descriptor) && Files.isSameFile(descriptor, file)) {
                return descriptor;
            }
        }
        throw new AssertionError(file + " is not open.");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDeviceStays() throws IOException {
        write(Path.of("/dev/null"), "text");
        write(Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/null")), "text");

        assertThat(Files.readAllBytes(Path.of("/dev/null"))).isEmpty();
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }
}
