package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.checksum.JenkinsLookup3HashLittle;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5FormatTest {
    private static final Path INPUTS = Fixtures.resource("formats/inputs.h5");
    /** Where the first superblock keeps the address of the file's beginning, and of the root group's header. */
    private static final int BASE_AT = 24;

    private static final int ROOT_AT = 64;

    @TempDir
    private Path folder = Path.of("");

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.capacity()];
        bytes.get(0, array);
        return array;
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("x.h5"), bytes);
    }

    private static ByteBuffer inputs() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(INPUTS)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int find(ByteBuffer bytes, String magic, int from) {
        return new String(array(bytes), StandardCharsets.ISO_8859_1).indexOf(magic, from);
    }

    @Test
    void theSecondFormOfGroupsAndEveryNumberIsRead() {
        Path path = folder.resolve("written.h5");
        try (WritableHdfFile file = HdfFile.write(path)) {
            WritableGroup group = file.putGroup("a").putGroup("b");
            group.putDataset("double", new double[][] {{1, 2}, {3, 4}, {5, 6}});
            group.putDataset("float", new float[] {0.1f});
            group.putDataset("int", new int[] {-7, Integer.MAX_VALUE});
            group.putDataset("byte", new byte[] {-1});
            group.putDataset("long", 1L << 53);
            file.putDataset("text", new String[] {"x"});
        }
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.arrays())
                    .contains(
                            new ArrayInfo("a/b/double", "float64", List.of(3L, 2L)),
                            new ArrayInfo("a/b/long", "int64", List.of()),
                            new ArrayInfo("text", "string", List.of(1L)));
            assertThat(file.read("a/b/double").values()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(file.read("a/b/float").values()).containsExactly(0.1f);
            assertThat(file.read("a/b/int").values()).containsExactly(-7, Integer.MAX_VALUE);
            assertThat(file.read("a/b/byte").values()).containsExactly(-1);
            assertThat(file.read("a/b/long").values()).containsExactly(0x1p53);
            assertRefused(
                    () -> file.read("text"),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'text' of '" + path + "' has dtype 'string': text, which ntk does not read. Convert it"
                            + " before saving, for instance with array.astype('float64').");
        }
    }

    /** MATLAB 7.3 writes a text of 512 bytes first, and the axes in reverse. */
    @Test
    void filesOfMatlabHaveMatlabsNamesAndShapes() throws IOException {
        byte[] file = array(inputs().putLong(BASE_AT, 512));
        ByteBuffer matlab = ByteBuffer.allocate(512 + file.length)
                .put("MATLAB 7.3 MAT-file, Platform: GLNXA64".getBytes(StandardCharsets.US_ASCII))
                .position(512)
                .put(file);
        try (ArrayFile opened = ArrayFile.open(write(array(matlab)));
                ArrayFile plain = ArrayFile.open(INPUTS)) {
            assertThat(opened.arrays()).containsExactly(new ArrayInfo("data.inputs", "float64", List.of(3L, 6L, 4L)));
            double[] values = opened.read("data.inputs").values();
            double[] reversed = plain.read("data/inputs").values();
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 6; j++) {
                    for (int k = 0; k < 4; k++) {
                        assertThat(values[(i * 6 + j) * 4 + k]).isEqualTo(reversed[(k * 6 + j) * 3 + i]);
                    }
                }
            }
        }
    }

    @Test
    void whatMatlabStoresAsOtherNumbersIsRefused() throws IOException {
        Path written = folder.resolve("written.h5");
        try (WritableHdfFile file = HdfFile.write(written)) {
            file.putDataset("c", new int[] {65}).putAttribute("MATLAB_class", "char");
            // An empty array is stored as its shape.
            file.putDataset("e", new long[] {0, 0}).putAttribute("MATLAB_empty", 1);
            WritableGroup sparse = file.putGroup("s");
            sparse.putAttribute("MATLAB_sparse", 3);
            sparse.putDataset("data", new double[] {1});
            file.putGroup("#refs#").putDataset("a", new double[] {1});
            file.putGroup("net").putDataset("J", new double[][] {{1, 2, 3}});
        }
        byte[] bytes = Files.readAllBytes(written);
        ByteBuffer matlab = ByteBuffer.allocate(512 + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        matlab.put("MATLAB 7.3 MAT-file".getBytes(StandardCharsets.US_ASCII));
        matlab.position(512).put(bytes).putLong(512 + 12, 512);
        byte[] superblock = new byte[44];
        matlab.get(512, superblock).putInt(512 + 44, JenkinsLookup3HashLittle.hash(ByteBuffer.wrap(superblock)));
        try (ArrayFile file = ArrayFile.open(write(array(matlab)))) {
            assertThat(file.arrays())
                    .containsExactlyInAnyOrder(
                            new ArrayInfo("c", "char", List.of(1L)),
                            new ArrayInfo("e", "empty", List.of(2L)),
                            new ArrayInfo("s", "sparse", List.of()),
                            new ArrayInfo("net.J", "float64", List.of(3L, 1L)));
            for (String name : List.of("c", "e", "s")) {
                assertThat(catchThrowableOfType(NtkException.class, () -> file.read(name))
                                .id())
                        .isEqualTo(ErrorId.UNSUPPORTED_DTYPE);
            }
        }
    }

    @Test
    void aGroupThatContainsItselfIsRefused() throws IOException {
        ByteBuffer bytes = inputs();
        int entry = find(bytes, "SNOD", 0) + 8;
        bytes.putLong(entry + 8, bytes.getLong(ROOT_AT));
        Path path = write(array(bytes));
        assertRefused(
                () -> ArrayFile.open(path),
                ErrorId.FILE_FORMAT,
                "File '" + path + "' is a damaged HDF5 file (its groups contain each other, or are nested deeper than"
                        + " 64). Copy or write the file again; it may have been cut short or altered.");
    }

    /** A tree whose only child is itself would be followed for ever. */
    @Test
    void aTreeThatContainsItselfIsRefused() throws IOException {
        ByteBuffer bytes = inputs();
        int tree = find(bytes, "TREE", 0);
        bytes.put(tree + 5, (byte) 1);
        bytes.putLong(tree + 32, tree);
        Path path = write(array(bytes));
        assertThat(catchThrowableOfType(NtkException.class, () -> ArrayFile.open(path)))
                .hasMessageContaining("its parts contain each other");
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] bytes = array(inputs());
        for (int length = 1; length < bytes.length; length += 7) {
            Path path = write(Arrays.copyOf(bytes, length));
            NtkException refusal = catchThrowableOfType(NtkException.class, () -> {
                try (ArrayFile file = ArrayFile.open(path)) {
                    file.readSingle();
                }
            });
            assertThat(refusal).as("%s bytes", length).isNotNull();
            assertThat(refusal.id()).as("%s bytes: %s", length, refusal).isEqualTo(ErrorId.FILE_FORMAT);
        }
    }

    /** The examples of the HDF5 library's own test of this checksum. */
    @Test
    void checksums() {
        assertThat(Hdf5Filters.fletcher32(new byte[] {23}, 1)).isEqualTo(0x17001700);
        assertThat(Hdf5Filters.fletcher32(new byte[] {23, (byte) 187}, 2)).isEqualTo(0x17bb17bb);
        assertThat(Hdf5Filters.fletcher32(new byte[] {23, (byte) 187, 98}, 3)).isEqualTo(0x917679bb);
    }

    /** A file of which the root group's header has these messages, each of a type and bytes, in the second form. */
    private static byte[] file(byte[] after, byte[]... messages) {
        int length = 0;
        for (byte[] message : messages) {
            length += message.length;
        }
        int header = 48;
        ByteBuffer file =
                ByteBuffer.allocate(header + 7 + length + 4 + after.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1)).put(new byte[] {2, 8, 8, 0});
        file.putLong(0).putLong(-1).putLong(file.capacity()).putLong(header);
        checksum(file, 0);
        file.put("OHDR".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {2, 0, (byte) length});
        for (byte[] message : messages) {
            file.put(message);
        }
        checksum(file, header);
        return array(file.put(after));
    }

    private static void checksum(ByteBuffer file, int from) {
        byte[] covered = new byte[file.position() - from];
        file.get(from, covered);
        file.putInt(JenkinsLookup3HashLittle.hash(ByteBuffer.wrap(covered)));
    }

    /** That links are in the header, or in a tree and a heap. */
    private static byte[] links(long heap, long tree) {
        return array(ByteBuffer.allocate(22)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {2, 18, 0, 0, 0, 0})
                .putLong(heap)
                .putLong(tree));
    }

    /** A link of one letter. */
    private static byte[] link(char name, int type, byte[] target) {
        return array(ByteBuffer.allocate(9 + target.length)
                .put(new byte[] {6, (byte) (5 + target.length), 0, 0, 1, 8, (byte) type, 1, (byte) name})
                .put(target));
    }

    @Test
    void linksToOtherPlacesAreListedAndNotFollowed() throws IOException {
        byte[] soft = {2, 0, '/', 'z'};
        byte[] external = "\u0007\u0000\u0000x.h5\u0000z\u0000".getBytes(StandardCharsets.ISO_8859_1);
        external[0] = (byte) (external.length - 2);
        Path path = write(file(new byte[0], links(-1, -1), link('s', 1, soft), link('e', 64, external)));
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.names()).containsExactly("s", "e");
            for (String name : file.names()) {
                assertRefused(
                        () -> file.read(name),
                        ErrorId.UNSUPPORTED_DTYPE,
                        "Array '" + name + "' of '" + path + "' has dtype 'link': the name of something else, which ntk"
                                + " does not read. Give the name of what it links to.");
            }
        }
    }

    @Test
    void aLinkToTheGroupThatItIsInIsRefused() throws IOException {
        Path path = write(file(new byte[0], links(-1, -1), link('r', 0, new byte[] {48, 0, 0, 0, 0, 0, 0, 0})));
        assertThat(catchThrowableOfType(NtkException.class, () -> ArrayFile.open(path)))
                .hasMessageContaining("its groups contain each other");
    }

    /** jHDF would allocate room for all of them. */
    @Test
    void aTreeThatClaimsMoreRecordsThanTheFileHasBytesIsRefused() throws IOException {
        int header = 48 + 7 + 22 + 4;
        ByteBuffer tree = ByteBuffer.allocate(38).order(ByteOrder.LITTLE_ENDIAN);
        tree.put("BTHD".getBytes(StandardCharsets.US_ASCII)).put(new byte[] {0, 5});
        tree.putInt(512).putShort((short) 11).putShort((short) 0).put(new byte[] {100, 40});
        tree.putLong(header).putShort((short) 1).putLong(Integer.MAX_VALUE);
        checksum(tree, 0);
        Path path = write(file(array(tree), links(header, header)));
        assertThat(catchThrowableOfType(NtkException.class, () -> ArrayFile.open(path)))
                .hasMessageContaining("it has a tree of 2147483647 records and depth 0");
    }
}
