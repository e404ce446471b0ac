package io.ntk.runtime.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes files of MATLAB 5 with one matrix, as {@code save} does. */
final class MatlabFiles {
    private static final int INT8 = 1;
    private static final int INT32 = 5;
    private static final int UINT32 = 6;
    private static final int DOUBLE = 9;
    private static final int MATRIX = 14;
    private static final int DOUBLE_CLASS = 6;

    private MatlabFiles() {}

    /** Writes the elements 0, 1, 2, … of a matrix, row by row, in MATLAB's order of columns. */
    static void write(Path file, String name, List<Integer> shape) {
        int size = shape.stream().reduce(1, Math::multiplyExact);
        ByteBuffer out = ByteBuffer.allocate(1024 + 8 * size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(String.format("%-124s", "MATLAB 5.0 MAT-file").getBytes(StandardCharsets.US_ASCII));
        out.putShort((short) 0x0100).put((byte) 'I').put((byte) 'M');
        out.putInt(MATRIX);
        int length = out.position();
        out.putInt(0);
        out.putInt(UINT32).putInt(8).putInt(DOUBLE_CLASS).putInt(0);
        out.putInt(INT32).putInt(4 * shape.size());
        shape.forEach(out::putInt);
        pad(out);
        out.putInt(INT8).putInt(name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
        pad(out);
        out.putInt(DOUBLE).putInt(8 * size);
        for (int i = 0; i < size; i++) {
            out.putDouble(rowMajor(i, shape));
        }
        out.putInt(length, out.position() - length - 4);
        try {
            Files.write(file, java.util.Arrays.copyOf(out.array(), out.position()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pad(ByteBuffer out) {
        while (out.position() % 8 != 0) {
            out.put((byte) 0);
        }
    }

    /** {@return the place, row by row, of an element by its place in the order of columns} */
    private static int rowMajor(int columnMajor, List<Integer> shape) {
        int rest = columnMajor;
        int place = 0;
        int stride = shape.stream().reduce(1, Math::multiplyExact);
        for (int axis : shape) {
            stride /= axis;
            place += rest % axis * stride;
            rest /= axis;
        }
        return place;
    }
}
