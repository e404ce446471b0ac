package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What ntk does not read it names, by its content. */
class UnreadFormatsTest {
    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> files() {
        return Stream.of(
                arguments("a.h5.gz", "\u001f\u008b\b\u0000\u0000\u0000\u0000\u0000", "is compressed by gzip"),
                arguments("a.xz", "\u00fd7zXZ\u0000\u0000\u0004", "is compressed by xz"),
                arguments("a.bz2", "BZh91AY&SY", "is compressed by bzip2"),
                arguments("a.rds", "X\n\u0000\u0000\u0000\u0003\u0000\u0004", "is a file of R"),
                arguments("a.tflite", "\u001c\u0000\u0000\u0000TFL3\u0014\u0000", "is a TensorFlow Lite model"),
                arguments("saved_model.pb", "\b\u0001\u0012\u00ef\u0002", "is the graph of a TensorFlow SavedModel"),
                arguments("a.onnx", "\b\b\u0012\u0007pytorch", "is an ONNX model"),
                arguments("a.msgpack", "\u0081\u00a6params\u0082\u00a6kernel", "is a MessagePack file"),
                arguments("a.msgpack", "\u00de\u0000\u0014\u00a6params", "is a MessagePack file"),
                arguments(
                        "model.index",
                        "\u0000\u0000\u0001\u0000\u0000W\u00fb\u0080\u008b$uG\u00db",
                        "is part of a TensorFlow checkpoint"),
                arguments(
                        "model.data-00000-of-00001", "\u0000\u0000\u0080?\u0000", "is part of a TensorFlow checkpoint"),
                arguments("a.csv", "1.5,2\n3,4\n", "is a table of text"),
                arguments("a.csv", "time,x\n0,1\n", "is a table of text"),
                arguments("a.txt", "1\n2\n", "is a table of text"),
                arguments("a.cell", "# rates\ncell a\n", "is an equation file, which holds no arrays"),
                arguments(
                        "b.cell",
                        "cell b, c \"rates ∘\"\n",
                        "is an equation file, which holds no arrays. Give it as the cell: "));
    }

    @ParameterizedTest
    @MethodSource("files")
    void areNamed(String name, String content, String sentence) throws IOException {
        Path file = Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
        NtkException refusal = catchThrowableOfType(NtkException.class, () -> ArrayFile.open(file));
        assertThat(refusal).hasMessageStartingWith("File '" + file + "' " + sentence);
        assertThat(refusal.id()).isEqualTo(ErrorId.FILE_FORMAT);
    }
}
