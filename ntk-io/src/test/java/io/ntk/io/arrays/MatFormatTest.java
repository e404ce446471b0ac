package io.ntk.io.arrays;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;
import us.hebi.matlab.mat.types.Struct;

class MatFormatTest {
    private static final int HEADER_BYTES = 128;

    @TempDir
    private Path folder = Path.of("");

    private Path written(MatFile file, int level) throws IOException {
        Path path = folder.resolve("x.mat");
        try (Sink sink = Sinks.newStreamingFile(path.toFile())) {
            Mat5.newWriter(sink).setDeflateLevel(level).writeMat(file);
        }
        return path;
    }

    private static Matrix matrix(double... values) {
        Matrix matrix = Mat5.newMatrix(1, values.length);
        for (int i = 0; i < values.length; i++) {
            matrix.setDouble(i, values[i]);
        }
        return matrix;
    }

    @ParameterizedTest
    @ValueSource(ints = {Deflater.NO_COMPRESSION, Deflater.BEST_COMPRESSION})
    void structuresAndCellsAreNamedAsInMatlab(int level) throws IOException {
        Struct layers = Mat5.newStruct(1, 2);
        layers.set("w", 0, matrix(1));
        layers.set("w", 1, matrix(2, 3));
        Cell cell = Mat5.newCell(1, 2);
        cell.set(0, matrix(4));
        cell.set(1, Mat5.newString("text"));
        Struct net = Mat5.newStruct();
        net.set("layers", layers);
        net.set("parts", cell);
        Matrix square = Mat5.newMatrix(2, 3);
        for (int i = 0; i < 6; i++) {
            square.setDouble(i, i);
        }
        Path path = written(Mat5.newMatFile().addArray("net", net).addArray("square", square), level);
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.names())
                    .containsExactly("net.layers(1).w", "net.layers(2).w", "net.parts{1}", "net.parts{2}", "square");
            assertThat(file.read("net.layers(2).w").values()).containsExactly(2, 3);
            assertThat(file.read("net.parts{1}").values()).containsExactly(4);
            assertThat(file.read("square").shape()).containsExactly(2, 3);
            // Row by row, of what MATLAB stores column by column.
            assertThat(file.read("square").values()).containsExactly(0, 2, 4, 1, 3, 5);
            assertRefused(
                    () -> file.read("net.parts{2}"),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'net.parts{2}' of '" + path + "' has dtype 'char': text, which ntk does not read. Save its"
                            + " numbers in MATLAB, as arrays or in structures.");
        }
    }

    @Test
    void whatIsNotRealNumbersIsRefusedWhenItIsRead() throws IOException {
        MatFile mat = Mat5.newMatFile()
                .addArray("z", Mat5.newComplex(1, 2))
                .addArray("flag", Mat5.newLogicalScalar(true))
                .addArray("x", matrix(1));
        Path path = written(mat, Deflater.NO_COMPRESSION);
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.info("flag")).isEqualTo(new ArrayInfo("flag", "bool", List.of(1L, 1L)));
            assertThat(file.read("x").values()).containsExactly(1);
            assertRefused(
                    () -> file.read("z"),
                    ErrorId.UNSUPPORTED_DTYPE,
                    "Array 'z' of '" + path + "' has dtype 'complex': complex numbers, which ntk does not read. Save"
                            + " real(x) and imag(x) in MATLAB, one array each.");
        }
    }

    @Test
    void filesOfBigEndianMachinesAreRead() throws IOException {
        byte[] header = Arrays.copyOf(Files.readAllBytes(Fixtures.resource("formats/before.mat")), HEADER_BYTES);
        header[126] = 'M';
        header[127] = 'I';
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + 72).put(header);
        file.putInt(14).putInt(64);
        file.putInt(6).putInt(8).putInt(6).putInt(0);
        file.putInt(5).putInt(8).putInt(1).putInt(2);
        file.putInt(1 << 16 | 1).put((byte) 'x').position(file.position() + 3);
        file.putInt(9).putInt(16).putDouble(1).putDouble(2.5);
        Path path = Files.write(folder.resolve("big.mat"), file.array());
        assertThat(ArrayReference.parse(path + ":x").read().values()).containsExactly(1, 2.5);
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(Fixtures.resource("formats/before.mat"));
        for (int length = HEADER_BYTES + 1; length < bytes.length; length++) {
            Path path = Files.write(folder.resolve("x.mat"), Arrays.copyOf(bytes, length));
            NtkException refusal = catchThrowableOfType(NtkException.class, () -> {
                try (ArrayFile file = ArrayFile.open(path)) {
                    file.read("net.J");
                    file.read("N");
                }
            });
            assertThat(refusal).as("%s bytes", length).isNotNull();
        }
    }

    /** A structure of a few bytes for each level, in a stream that unpacks to a thousand times its size. */
    @Test
    void structuresInStructuresAreBounded() throws IOException {
        assertThat(refusal(nested(1000))).hasMessageContaining("has structures nested deeper than 64");
    }

    /** A cell that claims two thousand million elements, each empty, in a stream of zeros. */
    @Test
    void claimsOfManyElementsAreBounded() throws IOException {
        ByteBuffer cell = cell(Integer.MAX_VALUE, 1 << 22);
        byte[] bytes = new byte[cell.capacity()];
        for (int i = 0; i < 1 << 19; i++) {
            cell.putInt(14).putInt(0);
        }
        cell.get(0, bytes);
        assertThat(refusal(bytes)).hasMessageContaining("names more arrays than a file of its size can hold");
    }

    private NtkException refusal(byte[] variable) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(variable);
        }
        byte[] header = Arrays.copyOf(Files.readAllBytes(Fixtures.resource("formats/before.mat")), HEADER_BYTES);
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + 8 + packed.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(header).putInt(15).putInt(packed.size()).put(packed.toByteArray());
        Path path = Files.write(folder.resolve("x.mat"), file.array());
        return catchThrowableOfType(NtkException.class, () -> ArrayFile.open(path));
    }

    /** {@return the head of a cell, with room for its elements} */
    private static ByteBuffer cell(int elements, int bytes) {
        ByteBuffer cell = ByteBuffer.allocate(48 + bytes).order(ByteOrder.LITTLE_ENDIAN);
        cell.putInt(14).putInt(40 + bytes);
        cell.putInt(6).putInt(8).putInt(1).putInt(0);
        cell.putInt(5).putInt(8).putInt(1).putInt(elements);
        cell.putInt(1 << 16 | 1).putInt('c');
        return cell;
    }

    private static byte[] nested(int depth) {
        byte[] inner = new byte[0];
        for (int i = 0; i < depth; i++) {
            byte[] outer = new byte[48 + inner.length];
            cell(1, inner.length).put(inner).get(0, outer);
            inner = outer;
        }
        return inner;
    }
}
