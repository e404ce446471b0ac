package io.ntk.io.arrays;

import java.nio.ByteBuffer;

/** A numeric element type in a file. Every element is converted to the nearest {@code double}. */
enum ElementType {
    BOOL("bool", 1),
    INT8("int8", 1),
    INT16("int16", 2),
    INT32("int32", 4),
    INT64("int64", 8),
    UINT8("uint8", 1),
    UINT16("uint16", 2),
    UINT32("uint32", 4),
    UINT64("uint64", 8),
    FLOAT16("float16", 2),
    BFLOAT16("bfloat16", 2),
    FLOAT32("float32", 4),
    FLOAT64("float64", 8);

    private final String label;
    private final int bytes;

    ElementType(String label, int bytes) {
        this.label = label;
        this.bytes = bytes;
    }

    /** {@return the name of the type in NumPy and PyTorch} */
    String label() {
        return label;
    }

    /** {@return the size of one element in bytes} */
    int bytes() {
        return bytes;
    }

    /** Decodes elements from the start of a buffer, in the buffer's byte order, into a range of an array. */
    void decode(ByteBuffer source, double[] target, int offset, int count) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = decode(source, i * bytes);
        }
    }

    private double decode(ByteBuffer source, int at) {
        return switch (this) {
            case BOOL -> source.get(at) == 0 ? 0 : 1;
            case INT8 -> source.get(at);
            case INT16 -> source.getShort(at);
            case INT32 -> source.getInt(at);
            case INT64 -> (double) source.getLong(at);
            case UINT8 -> Byte.toUnsignedInt(source.get(at));
            case UINT16 -> Short.toUnsignedInt(source.getShort(at));
            case UINT32 -> (double) Integer.toUnsignedLong(source.getInt(at));
            case UINT64 -> unsigned(source.getLong(at));
            case FLOAT16 -> half(source.getShort(at));
            case BFLOAT16 -> Float.intBitsToFloat(source.getShort(at) << 16);
            case FLOAT32 -> source.getFloat(at);
            case FLOAT64 -> source.getDouble(at);
        };
    }

    private static double unsigned(long bits) {
        // The value is halved to fit a signed long. The lost bit is kept as a sticky bit for correct rounding.
        return bits >= 0 ? (double) bits : 2.0 * (double) ((bits >>> 1) | (bits & 1));
    }

    private static double half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb((double) (0x400 + fraction), exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }
}
