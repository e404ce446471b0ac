package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static io.ntk.io.arrays.Fixtures.npy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFormatTest {
    private static final String DAMAGED = "Copy or write the file again; it may have been cut short or altered.";
    /** Offsets in a record of the central directory. */
    private static final int CRC = 16;

    private static final int PACKED_SIZE = 20;
    private static final int SIZE = 24;
    private static final int NAME = 46;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("x.npz");
    }

    private void zip(Object... namesAndContents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
                zip.write((byte[]) namesAndContents[i + 1]);
                zip.closeEntry();
            }
        }
        Files.write(file, bytes.toByteArray());
    }

    /** Changes a number in the first record of the central directory. */
    private void patchDirectory(int offset, int value) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        numbers(bytes).putInt(directory(bytes) + offset, value);
        Files.write(file, bytes);
    }

    private static int directory(byte[] bytes) {
        ByteBuffer numbers = numbers(bytes);
        for (int i = 0; ; i++) {
            if (numbers.getInt(i) == 0x02014b50) {
                return i;
            }
        }
    }

    private static ByteBuffer numbers(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void assertArrayMalformed(String name, String predicate) {
        assertRefused(
                () -> new ArrayReference(file, Optional.of(name)).read(),
                ErrorId.FILE_FORMAT,
                "Array '" + name + "' of '" + file + "' " + predicate + ". " + DAMAGED);
    }

    @Test
    void scalarsAndEmptyAndManyAxesAreRead() {
        try (ArrayFile opened = ArrayFile.open(Fixtures.resource("shapes.npz"))) {
            assertThat(opened.read("scalar").shape()).isEmpty();
            assertThat(opened.read("scalar").values()).containsExactly(42);
            assertThat(opened.read("one").shape()).containsExactly(1);
            assertThat(opened.read("empty").shape()).containsExactly(0);
            assertThat(opened.read("empty").values()).isEmpty();
            assertThat(opened.read("none_of_three").shape()).containsExactly(3, 0, 2);
            assertThat(opened.read("five_axes").shape()).containsExactly(2, 1, 3, 1, 2);
            assertThat(opened.read("five_axes").values()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            assertThat(opened.read("fortran_matrix").values()).containsExactly(0, 1, 2, 3, 4, 5);
        }
    }

    @Test
    void sizesOf64BitsAreRead() {
        try (ArrayFile opened = ArrayFile.open(Fixtures.resource("zip64.npz"))) {
            assertThat(opened.read("a").values()).containsExactly(0, 1, 2);
            assertThat(opened.read("b").values()).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void namesWithSlashesColonsAndGreekAreRead() {
        try (ArrayFile opened = ArrayFile.open(Fixtures.resource("names.npz"))) {
            assertThat(opened.names()).containsExactly("params/rnn/w", "\u03b8.weight", "a:b");
            assertThat(opened.read("\u03b8.weight").shape()).containsExactly(3);
        }
    }

    @Test
    void otherEntriesAreIgnored() throws IOException {
        zip("README", new byte[3], "folder/", new byte[0], "x.npy", npy("<f4", "(2,)", 8));
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.names()).containsExactly("x");
            assertThat(opened.readSingle().values()).containsExactly(0, 0);
        }
    }

    @Test
    void archivesWithoutArraysAreRefused() throws IOException {
        Path none = Fixtures.resource("none.npz");
        String rest = "' is a zip archive without arrays: no entry is named *.npy. Write one with numpy.savez.";
        assertRefused(() -> ArrayFile.open(none), ErrorId.FILE_FORMAT, "File '" + none + rest);
        zip("README", new byte[3]);
        assertRefused(() -> ArrayFile.open(file), ErrorId.FILE_FORMAT, "File '" + file + rest);
    }

    @Test
    void twoArraysOfOneNameAreRefused() throws IOException {
        zip("aa.npy", npy("<f4", "(2,)", 8), "ab.npy", npy("<f4", "(3,)", 12));
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("ab.npy", "aa.npy");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused(
                () -> ArrayFile.open(file),
                ErrorId.FILE_FORMAT,
                "File '" + file + "' has two arrays named 'aa'. Save it again with one of them.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/x", "a/../../x", "..\\x", "a\nb"})
    void namesThatLeaveTheArchiveAreRefused(String name) throws IOException {
        zip(name + ".npy", npy("<f4", "(2,)", 8));
        assertRefused(
                () -> ArrayFile.open(file),
                ErrorId.FILE_FORMAT,
                "File '" + file + "' has an entry named '" + name.replace("\n", "\\u000a")
                        + ".npy', which is not a safe name." + " Do not use this archive unless you know who made it.");
    }

    @Test
    void moreThanDeflateCanMakeIsRefusedBeforeItIsUnpacked() throws IOException {
        zip("x.npy", npy("|u1", "(1000000000,)", 1000));
        byte[] bytes = Files.readAllBytes(file);
        int packed = numbers(bytes).getInt(directory(bytes) + PACKED_SIZE);
        patchDirectory(SIZE, 1_000_000_128);
        assertArrayMalformed(
                "x", "claims to unpack from " + packed + " to 1000000128 bytes, which no compressed entry can");
    }

    @Test
    void anArchiveThatAgreesWithItsLyingHeaderIsFoundOutWhileUnpacking() throws IOException {
        byte[] content = npy("|u1", "(60000,)", 1000);
        zip("x.npy", content);
        patchDirectory(SIZE, content.length + 59_000);
        assertArrayMalformed("x", "ends too early");
    }

    @Test
    void shapesThatDoNotMatchTheEntryAreRefused() throws IOException {
        zip("x.npy", npy("<f8", "(3,)", 8));
        assertArrayMalformed("x", "declares float64 [3], which takes 24 bytes, but 8 follow its header");
    }

    @Test
    void entriesThatAreNoNpyAreRefused() throws IOException {
        zip("x.npy", new byte[100]);
        assertArrayMalformed("x", "does not begin with the magic bytes of NPY");
    }

    @Test
    void packedSizesBeyondTheFileAreRefused() throws IOException {
        zip("x.npy", npy("<f8", "(3,)", 24));
        patchDirectory(PACKED_SIZE, 1 << 30);
        long size = Files.size(file);
        assertRefused(
                () -> ArrayFile.open(file),
                ErrorId.FILE_FORMAT,
                "Array 'x' of '" + file + "' claims 1073741824 bytes of an archive of " + size + ". " + DAMAGED);
    }

    @Test
    void wrongChecksumsAreRefused() throws IOException {
        zip("x.npy", npy("<f8", "(3,)", 24));
        patchDirectory(CRC, 12345);
        assertArrayMalformed("x", "cannot be unpacked (its checksum is wrong)");
    }

    @Test
    void flippedDataIsFoundByTheChecksumOfUncompressedEntries() throws IOException {
        byte[] bytes = Files.readAllBytes(Fixtures.resource("one.npz"));
        // The last byte of 2.0, which precedes the central directory.
        bytes[directory(bytes) - 1] ^= 1;
        Files.write(file, bytes);
        assertArrayMalformed("only", "cannot be unpacked (its checksum is wrong)");
    }

    @Test
    void entryNamesThatAreNotTextAreRefused() throws IOException {
        zip("xx.npy", npy("<f8", "(3,)", 24));
        patchDirectory(NAME, 0x6e2e_fffe);
        assertThatThrownBy(() -> ArrayFile.open(file))
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.FILE_FORMAT);
    }

    @Test
    void commentsThatAreNotTextAreRefused() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            ZipEntry entry = new ZipEntry("x.npy");
            entry.setComment("note");
            zip.putNextEntry(entry);
            zip.write(npy("<f8", "(3,)", 24));
        }
        byte[] bytes = packed.toByteArray();
        bytes[directory(bytes) + NAME + "x.npy".length()] = (byte) 0xff;
        Files.write(file, bytes);
        assertRefused(
                () -> ArrayFile.open(file),
                ErrorId.FILE_FORMAT,
                "File '" + file + "' has an entry whose name or comment is not UTF-8. " + DAMAGED);
    }

    @Test
    void compressedArraysBeyondOneChunkAreRead() throws IOException {
        zip("x.npy", npy("<f8", "(300, 1000)", 8 * 300_000));
        assertThat(Files.size(file)).isLessThan(20_000);
        try (ArrayFile opened = ArrayFile.open(file)) {
            assertThat(opened.read("x").values()).hasSize(300_000).containsOnly(0);
        }
    }
}
