package io.ntk.io.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class PickleReaderTest {
    private static Assembler a() {
        return new Assembler();
    }

    private static Object read(byte[] pickle) throws IOException, PickleException {
        return new PickleReader(new ByteArrayInputStream(pickle), pickle.length, pickle.length).next();
    }

    /** {@return a text of what a pickle made} */
    private static String shown(Object value) {
        if (value instanceof PythonSequence sequence) {
            return sequence.kind()
                    + sequence.items().stream()
                            .map(PickleReaderTest::shown)
                            .toList()
                            .toString();
        }
        if (value instanceof PythonDict dictionary) {
            return shown(dictionary.entries());
        }
        if (value instanceof Construction call) {
            return shown(call.callable()) + "("
                    + call.arguments().stream().map(PickleReaderTest::shown).collect(Collectors.joining(", ")) + ")"
                    + (call.items().isEmpty() ? "" : call.items())
                    + (call.entries().isEmpty() ? "" : shown(call.entries()))
                    + call.state().map(state -> "|" + shown(state)).orElse("");
        }
        if (value instanceof PersistentId id) {
            return "@" + shown(id.value());
        }
        if (value instanceof GlobalName name) {
            return name.path();
        }
        return value instanceof Blob blob ? blob.coding() + "+" + blob.start() + "+" + blob.length() : value.toString();
    }

    private static String shown(Map<Object, Object> entries) {
        return entries.entrySet().stream()
                .map(entry -> shown(entry.getKey()) + "=" + shown(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                arguments("NONE", a().op("NONE")),
                arguments("true", a().op("NEWTRUE")),
                arguments("false", a().op("NEWFALSE")),
                arguments("true", a().op("INT", "01\n")),
                arguments("false", a().op("INT", "00\n")),
                arguments("-17", a().op("INT", "-17\n")),
                arguments("12", a().op("LONG", "12L\n")),
                arguments("BYTES+1+24", a().op("LONG", "119547037146038801333356\n")),
                arguments("-2", a().op("BININT", 4, -2)),
                arguments("200", a().op("BININT1", 1, 200)),
                arguments("65535", a().op("BININT2", 2, 65535)),
                arguments("0", a().op("LONG1", 1, 0)),
                arguments("-1", a().op("LONG1", 1, 1).raw(new byte[] {-1})),
                arguments("255", a().op("LONG1", 1, 2).raw(new byte[] {-1, 0})),
                arguments("-9223372036854775808", a().integer(Long.MIN_VALUE)),
                arguments("BYTES+5+9", a().op("LONG4", 4, 9).raw(new byte[9])),
                arguments("2.5", a().op("FLOAT", "2.5\n")),
                arguments("NaN", a().op("FLOAT", "nan\n")),
                arguments("-Infinity", a().op("FLOAT", "-inf\n")),
                arguments("1.0", a().op("BINFLOAT").raw(new byte[] {0x3f, (byte) 0xf0, 0, 0, 0, 0, 0, 0})),
                arguments("a'\n\u00ff\u0001\\", a().op("STRING", "'a\\'\\n\\xff\\1\\\\'\n")),
                arguments("\u00ff", a().op("SHORT_BINSTRING", 1, 1).raw(new byte[] {-1})),
                arguments("ab", a().op("BINSTRING", 4, 2).raw(new byte[] {'a', 'b'})),
                arguments("\u00e9\u4e2d\ud83d\ude00\\", a().op("UNICODE", "\u00e9\\u4e2d\\U0001f600\\\n")),
                arguments("\u00e9", a().op("SHORT_BINUNICODE", 1, 2).raw(new byte[] {(byte) 0xc3, (byte) 0xa9})),
                arguments("\u4e2d", a().text("\u4e2d")),
                arguments("x", a().op("BINUNICODE8", 8, 1).raw(new byte[] {'x'})),
                arguments("UTF8+5+5000", a().text("x".repeat(5000))),
                arguments("RAW_UNICODE_ESCAPE+1+5000", a().op("UNICODE", "x".repeat(5000) + "\n")),
                arguments("QUOTED+1+5002", a().op("STRING", "'" + "x".repeat(5000) + "'\n")),
                arguments("BYTES+2+1", a().op("SHORT_BINBYTES", 1, 1).raw(new byte[1])),
                arguments("BYTES+5+1", a().op("BINBYTES", 4, 1).raw(new byte[1])),
                arguments("BYTES+9+1", a().op("BINBYTES8", 8, 1).raw(new byte[1])),
                arguments("BYTES+9+1", a().op("BYTEARRAY8", 8, 1).raw(new byte[1])),
                arguments("TUPLE[]", a().op("EMPTY_TUPLE")),
                arguments("TUPLE[NONE]", a().op("NONE TUPLE1")),
                arguments("TUPLE[NONE, true]", a().op("NONE NEWTRUE TUPLE2")),
                arguments("TUPLE[NONE, true, false]", a().op("NONE NEWTRUE NEWFALSE TUPLE3")),
                arguments("TUPLE[TUPLE[], NONE]", a().op("MARK MARK TUPLE NONE TUPLE")),
                arguments("LIST[NONE]", a().op("MARK NONE LIST")),
                arguments("LIST[NONE, true, true]", a().op("EMPTY_LIST NONE APPEND MARK NEWTRUE DUP APPENDS")),
                arguments("SET[NONE]", a().op("EMPTY_SET MARK NONE ADDITEMS")),
                arguments("SET[NONE]", a().op("MARK NONE FROZENSET")),
                arguments("{a=NONE}", a().op("MARK").text("a").op("NONE DICT")),
                arguments(
                        "{a=true, b=false}",
                        a().op("EMPTY_DICT")
                                .text("a")
                                .op("NONE SETITEM MARK")
                                .text("b")
                                .op("NEWFALSE")
                                .text("a")
                                .op("NEWTRUE SETITEMS")),
                arguments("NONE", a().op("NONE NEWTRUE POP MARK NEWTRUE POP_MARK MARK POP")),
                arguments(
                        "LIST[os.system]",
                        a().op("EMPTY_LIST").global("os", "system").op("APPEND")),
                arguments("os.system", a().text("os").text("system").op("STACK_GLOBAL")),
                arguments("os.system(x)", a().global("os", "system").text("x").op("TUPLE1 REDUCE")),
                arguments("m.C(NONE)", a().global("m", "C").op("NONE TUPLE1 NEWOBJ")),
                arguments("m.C(NONE, {})", a().global("m", "C").op("NONE TUPLE1 EMPTY_DICT NEWOBJ_EX")),
                arguments("m.C(NONE)", a().op("MARK").global("m", "C").op("NONE OBJ")),
                arguments("m.C(NONE)", a().op("MARK NONE").op("INST", "m\nC\n")),
                arguments(
                        "m.C()[NONE]{true=false}|{}",
                        a().global("m", "C")
                                .op("EMPTY_TUPLE REDUCE NONE APPEND NEWTRUE NEWFALSE SETITEM EMPTY_DICT BUILD")),
                arguments("copyreg.extension 7()", a().op("EXT1", 1, 7).op("EMPTY_TUPLE REDUCE")),
                arguments("copyreg.extension 7", a().op("EXT2", 2, 7)),
                arguments("copyreg.extension 7", a().op("EXT4", 4, 7)),
                arguments("@name", a().op("PERSID", "name\n")),
                arguments("@TUPLE[NONE]", a().op("NONE TUPLE1 BINPERSID")),
                arguments(
                        "LIST[true, true]",
                        a().op("EMPTY_LIST NEWTRUE")
                                .op("PUT", "0\n")
                                .op("APPEND")
                                .op("GET", "0\n")
                                .op("APPEND")),
                arguments(
                        "TUPLE[NONE, NONE]",
                        a().op("NONE").op("BINPUT", 1, 1).op("BINGET", 1, 1).op("TUPLE2")),
                arguments(
                        "TUPLE[NONE, NONE]",
                        a().op("NONE")
                                .op("LONG_BINPUT", 4, 0)
                                .op("LONG_BINGET", 4, 0)
                                .op("TUPLE2")),
                arguments(
                        "TUPLE[NONE, NONE]",
                        a().op("NONE MEMOIZE").op("BINGET", 1, 0).op("TUPLE2")),
                arguments("NONE", a().op("PROTO", 1, 5).op("FRAME", 8, 2).op("NONE")));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void instructionsMakeWhatPythonMakes(String expected, Assembler program) throws Exception {
        String shown = shown(read(program.op("STOP").bytes()));
        assertThat(shown).isEqualTo(expected);
    }

    /** An instruction that is in no program above would not be tested. */
    @Test
    void everyInstructionIsTested() {
        Set<Opcode> left = EnumSet.allOf(Opcode.class);
        left.removeAll(EnumSet.of(Opcode.STOP, Opcode.NEXT_BUFFER, Opcode.READONLY_BUFFER));
        programs().forEach(program -> {
            byte[] bytes = ((Assembler) program.get()[1]).bytes();
            left.removeIf(opcode -> new String(bytes, StandardCharsets.ISO_8859_1).indexOf(opcode.code()) >= 0);
        });
        assertThat(left).isEmpty();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(
                        "at byte 0 it claims 1152921504606846976 bytes, of which 1 follow",
                        a().op("BINUNICODE8", 8, 1L << 60)),
                arguments(
                        "at byte 0 it claims 18446744073709551615 bytes, of which 1 follow",
                        a().op("BINBYTES8", 8, -1)),
                arguments(
                        "at byte 0 it claims 2147483647 bytes, of which 1 follow",
                        a().op("LONG4", 4, Integer.MAX_VALUE)),
                arguments("at byte 0 it claims 4294967295 bytes, of which 1 follow", a().op("BINSTRING", 4, -1)),
                arguments("at byte 0 it claims 99 bytes, of which 1 follow", a().op("FRAME", 8, 99)),
                arguments("at byte 0 it claims protocol 6; known are 0 to 5", a().op("PROTO", 1, 6)),
                arguments(
                        "at byte 1 it stores an object as number 4294967295 after 2 instructions; numbers are given in turn",
                        a().op("NONE").op("LONG_BINPUT", 4, -1)),
                arguments(
                        "at byte 1 it stores an object as number -1 after 2 instructions; numbers are given in turn",
                        a().op("NONE").op("PUT", "-1\n")),
                arguments("at byte 0 it refers to object 0, which was not stored", a().op("BINGET", 1, 0)),
                arguments("at byte 0 it takes a value where there is none", a().op("DUP")),
                arguments("at byte 0 it takes a value from an empty stack", a().op("POP")),
                arguments("at byte 1 it takes a value where there is none", a().op("MARK DUP")),
                arguments("at byte 1 it takes 2 values where there are fewer", a().op("NONE TUPLE2")),
                arguments("at byte 1 it looks for a mark where there is none", a().op("NONE TUPLE")),
                arguments("at byte 2 it ends with 2 values, not one", a().op("NONE NONE")),
                arguments("at byte 2 it appends to what is no list", a().op("NONE NONE APPEND")),
                arguments("at byte 2 it appends to what is no list", a().op("EMPTY_TUPLE NONE APPEND")),
                arguments("at byte 3 it sets a key of what is no dictionary", a().op("EMPTY_LIST NONE NONE SETITEM")),
                arguments("at byte 3 it sets a key without a value", a().op("EMPTY_DICT MARK NONE SETITEMS")),
                arguments("at byte 2 it sets the state of what has none", a().op("EMPTY_DICT NONE BUILD")),
                arguments(
                        "at byte 2 it names a module or a class by what is no text", a().op("NONE NONE STACK_GLOBAL")),
                arguments("at byte 2 it makes an object with arguments that are no tuple", a().op("NONE NONE REDUCE")),
                arguments("at byte 1 it makes an object of no class", a().op("MARK OBJ")),
                arguments(
                        "at byte 0 it refers to a buffer outside of the file, which pickle.dump wrote elsewhere",
                        a().op("NEXT_BUFFER")),
                arguments("at byte 0 it has a whole number that is none", a().op("INT", "1x\n")),
                arguments("at byte 0 it has a number that is none", a().op("FLOAT", "x\n")),
                arguments(
                        "at byte 0 it has a text that cannot be decoded",
                        a().op("SHORT_BINUNICODE", 1, 1).raw(new byte[] {-1})),
                arguments("at byte 0 it has a text that cannot be decoded", a().op("STRING", "x\n")),
                arguments("at byte 0 it has a text that cannot be decoded", a().op("UNICODE", "\\Uffffffff\n")),
                arguments("at byte 0 it has the byte 0xff, which is not an instruction", a().raw(new byte[] {-1})));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void whatBreaksTheRulesIsRefused(String message, Assembler program) {
        byte[] pickle = program.op("STOP").bytes();
        assertThatThrownBy(() -> read(pickle))
                .isInstanceOf(PickleException.class)
                .hasMessage(message);
    }

    @Test
    void aPickleWithoutAnEndEndsTooEarly() {
        assertThatThrownBy(() -> read(a().op("NONE").bytes())).isInstanceOf(EOFException.class);
    }

    @Test
    void endlessCopiesAreBoundedByTheSizeOfTheFile() {
        byte[] pickle = new byte[20_000_000];
        Arrays.fill(pickle, (byte) Opcode.EMPTY_DICT.code());
        assertThatThrownBy(() -> read(pickle))
                .hasMessageMatching("at byte \\d+ it makes objects of more than \\d+ bytes.*");
        Arrays.fill(pickle, 1, pickle.length, (byte) Opcode.DUP.code());
        assertThatThrownBy(() -> read(pickle))
                .hasMessageMatching("at byte \\d+ it makes objects of more than \\d+ bytes.*");
    }

    @Test
    void depthTakesNoStack() throws Exception {
        byte[] pickle = new byte[2_000_002];
        Arrays.fill(pickle, (byte) Opcode.TUPLE1.code());
        pickle[0] = (byte) Opcode.EMPTY_TUPLE.code();
        pickle[pickle.length - 1] = (byte) Opcode.STOP.code();
        assertThatThrownBy(() -> read(pickle)).hasMessageContaining("makes objects of more than");
        byte[] shallower = Arrays.copyOfRange(pickle, 1_900_000, pickle.length);
        shallower[0] = pickle[0];
        assertThat(read(shallower)).isInstanceOf(PythonSequence.class);
    }

    /** Strings with equal hash codes must not make dictionaries slow. */
    @Test
    void keysChosenToCollideAreFast() throws Exception {
        Assembler program = a().op("EMPTY_DICT MARK");
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            program.text(key.toString()).op("NONE");
        }
        assertThat(((PythonDict) read(program.op("SETITEMS STOP").bytes())).entries())
                .hasSize(1 << 16);
    }

    @Test
    void picklesFollowEachOther() throws Exception {
        byte[] two =
                a().op("NEWTRUE STOP NONE NONE TUPLE1 BINPERSID TUPLE2 STOP").bytes();
        PickleReader reader = new PickleReader(new ByteArrayInputStream(two), two.length, two.length);
        assertThat(reader.next()).isEqualTo(true);
        assertThat(reader.position()).isEqualTo(2);
        reader.next();
        assertThat(reader.position()).isEqualTo(two.length);
        assertThat(reader.persistentIds()).hasSize(1);
    }

    /** Nothing in the package could call what a file names: no class refers to reflection, processes, files or deserialisation. */
    @Test
    void nothingCanBeCalled() throws Exception {
        Path classes = Path.of(PickleReader.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("io/ntk/io/pickle"))) {
            List<Path> compiled =
                    files.filter(file -> file.toString().endsWith(".class")).toList();
            assertThat(compiled).hasSizeGreaterThan(15);
            for (Path file : compiled) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(
                                "java/lang/reflect",
                                "forName",
                                "ObjectInputStream",
                                "ProcessBuilder",
                                "java/lang/Runtime")
                        .doesNotContain("java/nio/file", "java/net", "ServiceLoader", "ClassLoader", "java/io/File");
            }
        }
    }
}
