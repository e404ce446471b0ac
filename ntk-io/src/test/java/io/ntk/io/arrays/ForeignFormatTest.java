package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignFormatTest {
    private static final String LFS = "is a Git LFS pointer, not the file itself. Fetch it with git lfs pull.";
    private static final String UNKNOWN = ". Write it with torch.save, numpy.savez or safetensors.torch.save_file.";

    @TempDir
    Path folder;

    static Stream<Arguments> foreign() {
        return Stream.of(
                arguments("a.npz", "version https://git-lfs.github.com/spec/v1\noid sha256:00", LFS),
                arguments(
                        "a.npz",
                        "<!DOCTYPE html>",
                        "is of no format that ntk knows: it begins with the bytes 3c 21 44 4f 43 54 59 50" + UNKNOWN),
                arguments("a", "ab", "is of no format that ntk knows: it begins with the bytes 61 62" + UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void otherFormatsAreRefusedWithAWayOut(String name, String content, String sentence) throws IOException {
        Path file = Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> ArrayFile.open(file), ErrorId.FILE_FORMAT, "File '" + file + "' " + sentence);
    }

    /** The bytes of 640 are 80 02, which is also the beginning of a pickle. */
    @Test
    void aSafetensorsHeaderOf640BytesIsNoPickle() throws IOException {
        String header = "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        Path file =
                Files.write(folder.resolve("x"), Fixtures.safetensors(header + " ".repeat(640 - header.length()), 8));
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.names()).containsExactly("x");
        }
    }
}
