package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.pickle.Assembler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickledNumpyTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void arraysOfEveryProtocolAreRead(int protocol) {
        Path path = Fixtures.resource("pickle/protocol" + protocol + ".pkl");
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.names())
                    .containsExactly(
                            "matrix",
                            "columns",
                            "big",
                            "half",
                            "flags",
                            "scalar",
                            "empty",
                            "long",
                            "complex",
                            "shared",
                            "again.0",
                            "again.1.3",
                            "ordered.a",
                            "objects.0",
                            "settings.mask");
            double[] matrix = {-0.5, -0.25, 0, 0.25, 0.5, 0.75};
            for (String name : List.of("matrix", "columns", "big")) {
                assertThat(file.read(name).shape()).containsExactly(2, 3);
                assertThat(file.read(name).values()).containsExactly(matrix);
            }
            assertThat(file.read("half").values()).containsExactly(0.5, -2);
            assertThat(file.read("flags").values()).containsExactly(1, 0, 1);
            assertThat(file.read("scalar").values()).containsExactly(7.25);
            assertThat(file.read("scalar").shape()).isEmpty();
            assertThat(file.read("empty").shape()).containsExactly(0, 3);
            double[] count = file.read("long").values();
            assertThat(count).hasSize(3000);
            for (int i = 0; i < count.length; i++) {
                assertThat(count[i]).isEqualTo(i);
            }
            assertThat(file.read("again.1.3").values()).containsExactly(1, -2, 3);
            assertThat(file.read("objects.0").values()).containsExactly(-0.5, -0.25, 0);
            assertThat(file.read("settings.mask").values()).containsExactly(0, 1, 2, 3);
            assertThat(file.info("big").dtype()).isEqualTo("float32");
            NtkException refusal = Assertions.catchThrowableOfType(NtkException.class, () -> file.read("complex"));
            assertThat(refusal.id()).isEqualTo(ErrorId.UNSUPPORTED_DTYPE);
        }
    }

    private static Assembler array(String data, long... shape) {
        return array(new Assembler().op("PROTO", 1, 2), data, shape);
    }

    private static Assembler array(Assembler program, String data, long... shape) {
        return program.global("numpy.core.multiarray", "_reconstruct")
                .op("MARK")
                .global("numpy", "ndarray")
                .op("NONE NONE TUPLE REDUCE MARK")
                .integer(1)
                .numbers(shape)
                .global("numpy", "dtype")
                .op("MARK")
                .text("u1")
                .op("TUPLE REDUCE MARK")
                .integer(3)
                .text("|")
                .op("TUPLE BUILD NEWFALSE")
                .text(data)
                .op("TUPLE BUILD");
    }

    @Test
    void anArrayAloneIsNamedAfterItsFile() throws IOException {
        Path path =
                Files.write(folder.resolve("x.pkl"), array("ab", 2).op("STOP").bytes());
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.names()).containsExactly("x");
            assertThat(file.readSingle().values()).containsExactly('a', 'b');
        }
    }

    @Test
    void arraysOfJaxAreRead() throws IOException {
        Assembler program = new Assembler()
                .op("PROTO", 1, 2)
                .op("EMPTY_DICT")
                .text("w")
                .global("jax._src.array", "_reconstruct_array")
                .op("MARK")
                .global("numpy._core.multiarray", "_reconstruct")
                .op("MARK")
                .global("numpy", "ndarray")
                .op("NONE NONE TUPLE MARK")
                .integer(1)
                .numbers(2)
                .global("numpy", "dtype")
                .op("MARK")
                .text("u1")
                .op("TUPLE REDUCE MARK")
                .integer(3)
                .text("|")
                .op("TUPLE BUILD NEWFALSE")
                .text("ab")
                .op("TUPLE EMPTY_DICT TUPLE REDUCE SETITEM STOP");
        Path path = Files.write(folder.resolve("x.pkl"), program.bytes());
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.read("w").values()).containsExactly('a', 'b');
        }
    }

    @Test
    void arraysThatContradictThemselvesAreRefused() throws IOException {
        Path path =
                Files.write(folder.resolve("x.pkl"), array("ab", 3).op("STOP").bytes());
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "Array 'x' of '" + path + "' needs 3 bytes by its shape and type, but holds 2. Copy or write the file"
                        + " again; it may have been cut short or altered.");
        Path wide = Files.write(
                folder.resolve("y.pkl"), array("\u4e2d", 1).op("STOP").bytes());
        assertRefused(
                () -> ArrayFile.open(wide),
                ErrorId.FILE_FORMAT,
                "Array 'y' of '" + wide
                        + "' has elements that are not stored as bytes. Copy or write the file again; it"
                        + " may have been cut short or altered.");
        Path two = Files.write(
                folder.resolve("z.pkl"), array("ab", 2).op("STOP NONE STOP").bytes());
        assertRefused(
                () -> ArrayFile.open(two),
                ErrorId.FILE_FORMAT,
                "File '" + two + "' has 2 bytes after its first pickle. Save one object in each file.");
    }

    @Test
    void keysThatAreNeitherTextNorNumbersAreNumberedByTheirPlace() throws IOException {
        Assembler program = new Assembler().op("PROTO", 1, 2).op("EMPTY_DICT NEWTRUE");
        array(program, "x", 1).op("SETITEM NONE TUPLE1");
        array(program, "y", 1).op("SETITEM NONE");
        array(program, "z", 1).op("SETITEM STOP");
        try (ArrayFile file = ArrayFile.open(Files.write(folder.resolve("x.pkl"), program.bytes()))) {
            assertThat(file.names()).containsExactly("True", "1", "2");
        }
    }

    @Test
    void twoArraysOfOneNameAreRefused() throws IOException {
        Assembler program = new Assembler().op("PROTO", 1, 2).op("EMPTY_DICT").text("a.b");
        array(program, "x", 1).op("SETITEM").text("a").op("EMPTY_DICT").text("b");
        array(program, "y", 1).op("SETITEM SETITEM STOP");
        Path path = Files.write(folder.resolve("x.pkl"), program.bytes());
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' has two arrays named 'a.b', by different paths of keys. Save one of them under"
                        + " another key.");
    }

    @Test
    void longTextsThatAreNoBytesAreRefusedWhenRead() throws IOException {
        Path path = Files.write(
                folder.resolve("x.pkl"),
                array("\u4e2d" + "x".repeat(4998), 5000).op("STOP").bytes());
        try (ArrayFile file = ArrayFile.open(path)) {
            assertRefused(
                    () -> file.read("x"),
                    ErrorId.FILE_FORMAT,
                    "Array 'x' of '" + path + "' holds a text that cannot be decoded. Copy or write the file again; it"
                            + " may have been cut short or altered.");
        }
    }
}
