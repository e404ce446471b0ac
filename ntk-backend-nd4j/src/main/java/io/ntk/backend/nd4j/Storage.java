package io.ntk.backend.nd4j;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Arrays of one precision. ND4J's default type is float32 and it converts silently, so every array is made here, with its
 * type.
 */
record Storage(Precision precision) {
    DataType type() {
        return precision == Precision.FLOAT32 ? DataType.FLOAT : DataType.DOUBLE;
    }

    /** {@return a new array of zeros; the caller closes it} */
    INDArray zeros(long... shape) {
        return allocate(shape, true);
    }

    /** {@return a new array of anything; the caller closes it} */
    INDArray uninitialized(long... shape) {
        return allocate(shape, false);
    }

    private INDArray allocate(long[] shape, boolean zero) {
        try {
            return zero ? Nd4j.create(type(), shape) : Nd4j.createUninitialized(type(), shape);
        } catch (OutOfMemoryError | RuntimeException e) {
            if (!isOutOfMemory(e)) {
                throw e;
            }
            double bytes = precision.bytes();
            for (long size : shape) {
                bytes *= size;
            }
            throw outOfMemory(String.format(Locale.ROOT, "%.0f bytes", bytes), e);
        }
    }

    /** {@return whether memory ran out: JavaCPP and the heap have an error for that, ND4J only a message} */
    static boolean isOutOfMemory(Throwable thrown) {
        String message = thrown.getMessage();
        return thrown instanceof OutOfMemoryError || (message != null && message.contains("bad_alloc"));
    }

    /** {@return what to throw when the allocation of {@code what} failed} */
    static NtkException outOfMemory(String what, Throwable cause) {
        return new NtkException(
                ErrorId.OUT_OF_MEMORY,
                "Backend 'nd4j' could not allocate " + what + ": " + cause.getMessage() + ".",
                "Use fewer columns, a lower memory limit or float32, or raise -Xmx and org.bytedeco.javacpp.maxphysicalbytes.",
                cause);
    }

    /** {@return a new array of that shape with those elements, row-major; the caller closes it} */
    INDArray of(double[] values, long... shape) {
        INDArray array = uninitialized(shape);
        write(array, 0, values);
        return array;
    }

    /** Copies numbers into an allocation, from its element {@code offset} on. */
    void write(INDArray allocation, long offset, double[] values) {
        if (precision == Precision.FLOAT64) {
            doubles(allocation, offset, values.length).put(values);
            return;
        }
        FloatBuffer floats = floats(allocation, offset, values.length);
        for (int i = 0; i < values.length; i++) {
            floats.put(i, (float) values[i]);
        }
    }

    /** Copies numbers out of an allocation, from its element {@code offset} on. */
    void read(INDArray allocation, long offset, double[] out) {
        if (precision == Precision.FLOAT64) {
            doubles(allocation, offset, out.length).get(out);
            return;
        }
        FloatBuffer floats = floats(allocation, offset, out.length);
        for (int i = 0; i < out.length; i++) {
            out[i] = floats.get(i);
        }
    }

    /** {@return the bytes of elements of an allocation, not of a view; of at most 2 GiB, wherever they are} */
    ByteBuffer bytes(INDArray allocation, long offset, int count) {
        return bytes(allocation.data().pointer(), offset, count, precision.bytes());
    }

    /** {@return elements of a float32 allocation, not of a view} */
    static FloatBuffer floats(INDArray allocation, long offset, int count) {
        return bytes(allocation.data().pointer(), offset, count, Float.BYTES).asFloatBuffer();
    }

    /** {@return elements of a float64 allocation, not of a view} */
    static DoubleBuffer doubles(INDArray allocation, long offset, int count) {
        return bytes(allocation.data().pointer(), offset, count, Double.BYTES).asDoubleBuffer();
    }

    /** {@return the bytes of elements of so many bytes each; the buffer begins with the first, since none reaches beyond 2 GiB} */
    static ByteBuffer bytes(Pointer allocation, long offset, long count, int width) {
        return new BytePointer(allocation)
                .getPointer(offset * width)
                .capacity(count * width)
                .asBuffer();
    }
}
