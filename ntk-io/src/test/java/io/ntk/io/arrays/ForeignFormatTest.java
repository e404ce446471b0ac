package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ForeignFormatTest {
    private static final String PICKLE = "is a pickle, which is a program that runs when it is opened; ntk opens none."
            + " Export it in Python: for a PyTorch checkpoint, state = torch.load('model.pt', map_location='cpu');"
            + " numpy.savez('model.npz', **{k: v.double().numpy() for k, v in state.items()}).";
    private static final String LFS = "is a Git LFS pointer, not the file itself. Fetch it with git lfs pull.";
    private static final String UNKNOWN = ". Write it with numpy.save, numpy.savez or safetensors.torch.save_file.";

    @TempDir
    Path folder;

    static Stream<Arguments> foreign() {
        return Stream.of(
                arguments("a.pt", "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.", PICKLE),
                arguments("a.pkl", "\u0080\u0004\u0095\u0010", PICKLE),
                arguments("a.npz", "version https://git-lfs.github.com/spec/v1\noid sha256:00", LFS),
                arguments(
                        "a.npz",
                        "<!DOCTYPE html>",
                        "is neither .npy, .npz nor .safetensors: it begins with the bytes 3c 21 44 4f 43 54 59 50"
                                + UNKNOWN),
                arguments(
                        "a", "ab", "is neither .npy, .npz nor .safetensors: it begins with the bytes 61 62" + UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("foreign")
    void otherFormatsAreRefusedWithAWayOut(String name, String content, String sentence) throws IOException {
        Path file = Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(() -> ArrayFile.open(file), ErrorId.FILE_FORMAT, "File '" + file + "' " + sentence);
    }

    @Test
    void pytorchCheckpointsAreRefusedWithTheLinesThatExportThem() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : new String[] {"model/data.pkl", "model/byteorder", "model/data/0", "model/version"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.closeEntry();
            }
        }
        Path file = Files.write(folder.resolve("model.pt"), bytes.toByteArray());
        assertRefused(
                () -> ArrayFile.open(file),
                ErrorId.FILE_FORMAT,
                "File '" + file
                        + "' is a PyTorch checkpoint, a pickle, which is a program that runs when it is opened; ntk"
                        + " opens none. Export it in Python: import numpy, torch; state = torch.load('model.pt',"
                        + " map_location='cpu'); numpy.savez('model.npz', **{k: v.double().numpy() for k, v in"
                        + " state.items()}); or, to keep its dtypes, safetensors.torch.save_file(state,"
                        + " 'model.safetensors').");
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
