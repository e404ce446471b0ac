package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import io.ntk.io.pickle.Assembler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints made by hand, right, wrong and hostile ones. */
@Timeout(30)
class TorchFilesTest {
    private static final String DAMAGED = " Copy or write the file again; it may have been cut short or altered.";

    @TempDir
    Path folder;

    private static Assembler start() {
        return new Assembler().op("PROTO", 1, 2);
    }

    private static byte[] floats(ByteOrder order, double... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(order);
        for (double value : values) {
            buffer.putFloat((float) value);
        }
        return buffer.array();
    }

    private Path zip(int method, Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setMethod(method);
                entry.setSize(file.getValue().length);
                CRC32 sum = new CRC32();
                sum.update(file.getValue());
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return Files.write(folder.resolve("x.pt"), bytes.toByteArray());
    }

    private Path checkpoint(Assembler program, byte[] storage) throws IOException {
        return zip(ZipEntry.STORED, Map.of("x/data.pkl", program.op("STOP").bytes(), "x/data/0", storage));
    }

    private Path numbered(Assembler program) throws IOException {
        double[] values = new double[12];
        Arrays.setAll(values, i -> i);
        return checkpoint(program, floats(ByteOrder.LITTLE_ENDIAN, values));
    }

    static Stream<Arguments> views() {
        return Stream.of(
                arguments(0, new long[] {2, 3}, new long[] {3, 1}, new double[] {0, 1, 2, 3, 4, 5}),
                arguments(6, new long[] {2, 3}, new long[] {3, 1}, new double[] {6, 7, 8, 9, 10, 11}),
                arguments(0, new long[] {2, 3}, new long[] {1, 2}, new double[] {0, 2, 4, 1, 3, 5}),
                arguments(1, new long[] {2, 2}, new long[] {6, 3}, new double[] {1, 4, 7, 10}),
                arguments(0, new long[] {2, 2, 2}, new long[] {1, 6, 3}, new double[] {0, 3, 6, 9, 1, 4, 7, 10}),
                arguments(5, new long[] {}, new long[] {}, new double[] {5}),
                arguments(2, new long[] {2, 3}, new long[] {0, 1}, new double[] {2, 3, 4, 2, 3, 4}),
                arguments(1, new long[] {1, 3}, new long[] {1L << 62, 2}, new double[] {1, 3, 5}),
                arguments(99, new long[] {0, 3}, new long[] {3, 1}, new double[] {}));
    }

    @ParameterizedTest
    @MethodSource("views")
    void viewsAreReadInTheirOrder(long offset, long[] size, long[] strides, double[] expected) throws IOException {
        Path path = numbered(start().tensor("FloatStorage", "0", 12, offset, size, strides));
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.names()).containsExactly("x");
            assertThat(file.readSingle().values()).containsExactly(expected);
            assertThat(file.info("x").shape())
                    .containsExactlyElementsOf(Arrays.stream(size).boxed().toList());
        }
    }

    static Stream<Arguments> beyond() {
        return Stream.of(
                arguments(0, new long[] {13}, new long[] {1}),
                arguments(12, new long[] {1}, new long[] {1}),
                arguments(0, new long[] {2, 3}, new long[] {11, 1}),
                arguments(1, new long[] {2}, new long[] {Long.MAX_VALUE}),
                arguments(Long.MAX_VALUE, new long[] {2}, new long[] {1}));
    }

    @ParameterizedTest
    @MethodSource("beyond")
    void viewsBeyondTheirStorageAreRefused(long offset, long[] size, long[] strides) throws IOException {
        Path path = numbered(start().tensor("FloatStorage", "0", 12, offset, size, strides));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "Array 'x' of '" + path + "' reaches beyond its storage: shape " + Arrays.toString(size) + ", offset "
                        + offset + " and strides " + Arrays.toString(strides) + " in 12 elements." + DAMAGED);
    }

    @Test
    void storagesShorterThanTheyClaimAreRefused() throws IOException {
        Path path = numbered(start().tensor("DoubleStorage", "0", 12, 0, new long[] {12}, new long[] {1}));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "Array 'x' of '" + path + "' has a storage '0' of 12 float64, but only 48 bytes are there." + DAMAGED);
        Path missing = numbered(start().tensor("FloatStorage", "7", 12, 0, new long[] {12}, new long[] {1}));
        assertRefused(
                () -> ArrayFile.open(missing),
                ErrorId.FILE_FORMAT,
                "Array 'x' of '" + path + "' has a storage '7' that the file does not hold." + DAMAGED);
    }

    @Test
    void negativeSizesAndStridesAreRefused() throws IOException {
        Path path = numbered(start().tensor("FloatStorage", "0", 12, 0, new long[] {2}, new long[] {-1}));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "Array 'x' of '" + path + "' has a negative offset or stride." + DAMAGED);
        Path negative = numbered(start().tensor("FloatStorage", "0", 12, 0, new long[] {-2}, new long[] {1}));
        assertRefused(
                () -> ArrayFile.open(negative),
                ErrorId.FILE_FORMAT,
                "Array 'x' of '" + path + "' declares shape [-2], which has a negative size." + DAMAGED);
    }

    @Test
    void theByteOrderOfTheFileIsHonoured() throws IOException {
        byte[] program = start().tensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1})
                .op("STOP")
                .bytes();
        Map<String, byte[]> entries = new TreeMap<>(Map.of(
                "x/data.pkl", program,
                "x/byteorder", "big".getBytes(StandardCharsets.US_ASCII),
                "x/data/0", floats(ByteOrder.BIG_ENDIAN, 1.5, -2)));
        for (int method : List.of(ZipEntry.STORED, ZipEntry.DEFLATED)) {
            try (ArrayFile file = ArrayFile.open(zip(method, entries))) {
                assertThat(file.readSingle().values()).containsExactly(1.5, -2);
            }
        }
        entries.put("x/byteorder", "middle".getBytes(StandardCharsets.US_ASCII));
        Path path = zip(ZipEntry.STORED, entries);
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' has the byte order 'middle', neither little nor big." + DAMAGED);
    }

    private static Assembler rebuilt(String function, Assembler arguments) {
        return start().global("torch._utils", function)
                .op("MARK")
                .raw(arguments.bytes())
                .op("TUPLE REDUCE");
    }

    private static Assembler a() {
        return new Assembler();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(
                        start().tensor("ComplexFloatStorage", "0", 2, 0, new long[] {2}, new long[] {1}),
                        "complex64",
                        "complex numbers",
                        "Save the parts as two tensors, x.real and x.imag."),
                arguments(
                        rebuilt(
                                "_rebuild_qtensor",
                                a().storage("QInt8Storage", "0", 2)
                                        .integer(0)
                                        .numbers(2)
                                        .numbers(1)
                                        .op("NONE")),
                        "quantized",
                        "quantized numbers",
                        "Save tensor.dequantize()."),
                arguments(
                        rebuilt(
                                "_rebuild_sparse_tensor",
                                a().op("NONE MARK NONE NONE").numbers(2).op("TUPLE")),
                        "sparse",
                        "a sparse tensor",
                        "Save tensor.to_dense()."),
                arguments(
                        rebuilt(
                                "_rebuild_meta_tensor_no_storage",
                                a().global("torch", "float32")
                                        .numbers(2)
                                        .numbers(1)
                                        .op("NEWFALSE")),
                        "meta",
                        "a tensor without elements",
                        "Save the model after its weights are loaded."),
                arguments(
                        rebuilt(
                                "_rebuild_tensor_v2",
                                a().storage("FloatStorage", "0", 2)
                                        .integer(0)
                                        .numbers(2)
                                        .numbers(1)
                                        .op("NEWFALSE NONE EMPTY_DICT")
                                        .text("neg")
                                        .op("NEWTRUE SETITEM")),
                        "float32",
                        "numbers to be negated",
                        "Save tensor.resolve_neg()."),
                arguments(
                        rebuilt(
                                "_rebuild_tensor_v3",
                                a().storage("UntypedStorage", "0", 8)
                                        .integer(0)
                                        .numbers(2)
                                        .numbers(1)
                                        .op("NEWFALSE NONE")
                                        .global("torch", "float8_e4m3fn")),
                        "float8_e4m3fn",
                        "8-bit floating-point numbers",
                        "Convert it before saving, for instance with tensor.float()."));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void tensorsOfOtherKindsAreRefusedWhenRead(Assembler program, String label, String what, String remedy)
            throws IOException {
        Path path = numbered(program);
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.arrays()).containsExactly(new ArrayInfo("x", label, List.of(2L)));
            assertRefused(
                    () -> file.read("x"),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'x' of '" + path + "' has dtype '" + label + "': " + what + ", which ntk does not read. "
                            + remedy);
        }
    }

    @Test
    void viewsThatRepeatWithoutBoundAreRefusedWhenRead() throws IOException {
        Path path = numbered(start().tensor("FloatStorage", "0", 12, 0, new long[] {1L << 30}, new long[] {0}));
        try (ArrayFile file = ArrayFile.open(path)) {
            assertRefused(
                    () -> file.read("x"),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'x' of '" + path + "' has dtype 'float32': a view that repeats its elements, which ntk does"
                            + " not read. Save tensor.contiguous().");
        }
    }

    @Test
    void typesOfUntypedStoragesAreThoseOfTheTensors() throws IOException {
        Assembler arguments = a().storage("UntypedStorage", "0", 48)
                .integer(6)
                .numbers(2)
                .numbers(1)
                .op("NEWFALSE NONE")
                .global("torch", "uint16");
        try (ArrayFile file = ArrayFile.open(numbered(rebuilt("_rebuild_tensor_v3", arguments)))) {
            assertThat(file.arrays()).containsExactly(new ArrayInfo("x", "uint16", List.of(2L)));
            // The bits of the float32 number 3.
            assertThat(file.readSingle().values()).containsExactly(0, 0x4040);
        }
    }

    private static Assembler withTensor(Assembler program, String name) {
        return program.text(name)
                .tensor("FloatStorage", "0", 12, 0, new long[] {2}, new long[] {1})
                .op("SETITEM");
    }

    @Test
    void whatAFileWouldCallIsNotCalled() throws IOException {
        Path mark = folder.resolve("called");
        Assembler program = withTensor(
                start().op("EMPTY_DICT")
                        .text("bad")
                        .global("os", "system")
                        .text("touch " + mark)
                        .op("TUPLE1 REDUCE SETITEM")
                        .text("worse")
                        .global("builtins", "eval")
                        .text("open('" + mark + "', 'w')")
                        .op("TUPLE1 REDUCE SETITEM"),
                "good");
        try (ArrayFile file = ArrayFile.open(numbered(program))) {
            assertThat(file.names()).containsExactly("good");
            assertThat(file.read("good").values()).containsExactly(0, 1);
        }
        assertThat(mark).doesNotExist();
    }

    @Test
    void objectsThatHoldThemselvesEnd() throws IOException {
        Assembler program = withTensor(start().op("EMPTY_DICT").op("BINPUT", 1, 0), "w")
                .text("self")
                .op("BINGET", 1, 0)
                .op("SETITEM")
                .text("list")
                .op("EMPTY_LIST")
                .op("BINPUT", 1, 1)
                .op("BINGET", 1, 1)
                .op("APPEND")
                .op("BINGET", 1, 0)
                .op("APPEND SETITEM");
        try (ArrayFile file = ArrayFile.open(numbered(program))) {
            assertThat(file.names()).containsExactly("w");
        }
    }

    @Test
    void billionsOfPathsAreRefused() throws IOException {
        Assembler program = start().op("EMPTY_LIST").op("BINPUT", 1, 0);
        for (int i = 1; i < 60; i++) {
            program.op("EMPTY_LIST MARK")
                    .op("BINGET", 1, i - 1)
                    .op("BINGET", 1, i - 1)
                    .op("APPENDS")
                    .op("BINPUT", 1, i);
        }
        Path path = numbered(new Assembler().op("MARK").raw(program.bytes()).op("LIST"));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' has more objects, or objects in more places, than can be listed. Save the"
                        + " state_dict alone.");
    }

    @Test
    void objectsNestedTooDeeplyAreRefused() throws IOException {
        byte[] nested = new byte[100_000];
        Arrays.fill(nested, (byte) 0x85);
        Path path = numbered(start().op("NONE").raw(nested));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' nests objects more than 10000 deep. Save the state_dict alone.");
    }

    @Test
    void modulesHaveTheNamesOfTheirStateDict() throws IOException {
        Assembler program = start().global("m", "Outer").op("EMPTY_TUPLE NEWOBJ EMPTY_DICT");
        program.text("_parameters").op("EMPTY_DICT");
        withTensor(program, "scale").op("SETITEM");
        program.text("_buffers").op("EMPTY_DICT");
        withTensor(withTensor(program, "mean"), "cache").op("SETITEM");
        program.text("_non_persistent_buffers_set")
                .global("__builtin__", "set")
                .op("EMPTY_LIST")
                .text("cache")
                .op("APPEND TUPLE1 REDUCE SETITEM");
        program.text("_modules")
                .global("collections", "OrderedDict")
                .op("EMPTY_LIST MARK")
                .text("rnn");
        program.global("m", "Inner")
                .op("EMPTY_TUPLE NEWOBJ EMPTY_DICT")
                .text("_parameters")
                .op("EMPTY_DICT");
        withTensor(program, "weight").op("SETITEM").text("_modules").op("EMPTY_DICT SETITEM BUILD");
        program.op("LIST APPEND TUPLE1 REDUCE SETITEM");
        withTensor(program, "_flat").op("BUILD");
        try (ArrayFile file = ArrayFile.open(numbered(program))) {
            assertThat(file.names()).containsExactly("scale", "mean", "rnn.weight");
        }
    }

    @Test
    void archivesOfTorchScriptAreReadIfTheyHoldTheirParameters() throws IOException {
        Assembler program = start().global("__torch__.Net", "Net").op("EMPTY_TUPLE NEWOBJ EMPTY_DICT");
        byte[] filled = withTensor(program.text("training").op("NEWFALSE SETITEM"), "weight")
                .op("BUILD STOP")
                .bytes();
        Map<String, byte[]> entries =
                new TreeMap<>(Map.of("x/data.pkl", filled, "x/constants.pkl", new byte[1], "x/data/0", new byte[48]));
        try (ArrayFile file = ArrayFile.open(zip(ZipEntry.STORED, entries))) {
            assertThat(file.names()).containsExactly("weight");
        }
        entries.put("x/data.pkl", start().op("NONE STOP").bytes());
        Path path = zip(ZipEntry.STORED, entries);
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' is a TorchScript archive in which ntk finds no parameters. Export them in Python:"
                        + " import torch; m = torch.jit.load('model.pt', map_location='cpu'); torch.save(m.state_dict(),"
                        + " 'parameters.pt').");
    }

    @Test
    void otherArchivesAroundCheckpointsAreNamed() throws IOException {
        Path path = zip(ZipEntry.STORED, Map.of("policy.pth", new byte[1], "data", new byte[1]));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' is a model of Stable-Baselines3, an archive around a PyTorch checkpoint. Take the"
                        + " checkpoint out with unzip model.zip policy.pth, and give policy.pth.");
    }

    @Test
    void damagedStoragesAreRefused() throws IOException {
        byte[] program = start().tensor("FloatStorage", "0", 2, 1, new long[] {1}, new long[] {1})
                .op("STOP")
                .bytes();
        Path path = zip(
                ZipEntry.STORED,
                Map.of("x/data.pkl", program, "x/data/0", "12345678".getBytes(StandardCharsets.US_ASCII)));
        String bytes = Files.readString(path, StandardCharsets.ISO_8859_1);
        Files.writeString(path, bytes.replace("12345678", "02345678"), StandardCharsets.ISO_8859_1);
        try (ArrayFile file = ArrayFile.open(path)) {
            assertRefused(
                    () -> file.read("x"),
                    ErrorId.FILE_FORMAT,
                    "Array 'x' of '" + path + "' cannot be unpacked (its checksum is wrong)." + DAMAGED);
        }
    }

    @Test
    void checkpointsWithoutArraysSayWhatToSave() throws IOException {
        Path path = numbered(start().op("EMPTY_DICT"));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' holds neither tensors nor numeric NumPy arrays. For a PyTorch model, save"
                        + " torch.save(model.state_dict(), 'model.pt').");
    }

    /** A storage inside of a pickle that Python's own pickle.dump wrote is a checkpoint in the legacy format. */
    @Test
    void tensorsOfPlainPicklesAreRead() throws IOException {
        byte[] stream = new Assembler()
                .op("PROTO", 1, 2)
                .op("LONG1", 1, 10)
                .raw(HexFormat.of().parseHex("6cfc9c46f9206aa85019"))
                .op("STOP")
                .op("PROTO", 1, 2)
                .op("BININT2", 2, 1001)
                .op("STOP EMPTY_DICT STOP")
                .storage("FloatStorage", "94", 2)
                .op("STOP EMPTY_LIST")
                .text("94")
                .op("APPEND STOP")
                .raw(new byte[] {2, 0, 0, 0, 0, 0, 0, 0})
                .raw(floats(ByteOrder.LITTLE_ENDIAN, 3, 4))
                .bytes();
        Assembler storage = new Assembler()
                .global("torch.storage", "_load_from_bytes")
                .op("BINBYTES", 4, stream.length)
                .raw(stream)
                .op("TUPLE1 REDUCE");
        Assembler arguments =
                a().raw(storage.bytes()).integer(0).numbers(2).numbers(1).op("NEWFALSE NONE");
        Path path = Files.write(
                folder.resolve("x.pkl"),
                rebuilt("_rebuild_tensor_v2", arguments).op("STOP").bytes());
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.readSingle().values()).containsExactly(3, 4);
        }
        Path legacy = Files.write(folder.resolve("y.pth"), Arrays.copyOf(stream, stream.length - 1));
        assertRefused(
                () -> ArrayFile.open(legacy),
                ErrorId.FILE_FORMAT,
                "File '" + legacy + "' ends within storage '94' of 2 float32." + DAMAGED);
    }

    @Test
    void entriesThatOverlapAreRefused() throws IOException {
        byte[] program = start().op("NONE STOP").bytes();
        Path path = zip(
                ZipEntry.STORED,
                new TreeMap<>(Map.of("x/data.pkl", program, "x/data/0", new byte[400], "x/data/1", new byte[4])));
        byte[] bytes = Files.readAllBytes(path);
        // The central directory's sizes of the last entry are those of all bytes.
        int last = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0001\u0002");
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(last + 20, 400)
                .putInt(last + 24, 400);
        Files.write(path, bytes);
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' has entries that overlap: together they claim more than its " + bytes.length
                        + " bytes." + DAMAGED);
    }
}
