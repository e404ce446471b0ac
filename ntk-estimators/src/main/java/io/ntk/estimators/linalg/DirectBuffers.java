package io.ntk.estimators.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The direct buffers of one thread, as {@link io.ntk.api.spi.DenseProducts} take them, by role. They are reused, because only garbage
 * collection frees them.
 */
public final class DirectBuffers {
    private static final AtomicLong ALLOCATED = new AtomicLong();

    private final String method;
    private final Map<Object, DoubleBuffer> buffers = new HashMap<>();
    private final Map<Object, FloatBuffer> floats = new HashMap<>();
    private long replacedBytes;

    /**
     * Allocates nothing yet.
     *
     * @param method the method that needs them, for the message
     */
    public DirectBuffers(String method) {
        this.method = method;
    }

    /**
     * Gets a buffer with at least the given number of elements. Its contents are left over from the last use of the
     * role.
     *
     * @param role the role of the buffer
     * @param elements the number of elements
     * @return the buffer
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if there is not enough memory
     */
    public DoubleBuffer get(Object role, long elements) {
        DoubleBuffer buffer = buffers.get(role);
        if (buffer == null || buffer.capacity() < elements) {
            replacedBytes += buffer == null ? 0 : (long) buffer.capacity() * Double.BYTES;
            buffers.remove(role);
            buffer = allocate(method, elements);
            buffers.put(role, buffer);
        }
        return buffer;
    }

    /**
     * Gets a buffer of floats with at least the given number of elements, apart from that of doubles in the same role.
     *
     * @param role the role of the buffer
     * @param elements the number of elements
     * @return the buffer
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if there is not enough memory
     */
    public FloatBuffer floats(Object role, long elements) {
        FloatBuffer buffer = floats.get(role);
        if (buffer == null || buffer.capacity() < elements) {
            replacedBytes += buffer == null ? 0 : (long) buffer.capacity() * Float.BYTES;
            floats.remove(role);
            buffer = allocateFloats(method, elements);
            floats.put(role, buffer);
        }
        return buffer;
    }

    /** {@return the bytes of buffers that larger ones replaced, which are held until garbage collection frees them} */
    public long replacedBytes() {
        return replacedBytes;
    }

    /**
     * Allocates a direct buffer of zeros.
     *
     * @param method the method that needs it, for the message
     * @param elements the number of elements
     * @return the buffer
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if there is not enough memory
     */
    public static DoubleBuffer allocate(String method, long elements) {
        return bytes(method, elements, Double.BYTES).asDoubleBuffer();
    }

    /**
     * Allocates a direct buffer of zeros in float32.
     *
     * @param method the method that needs it, for the message
     * @param elements the number of elements
     * @return the buffer
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if there is not enough memory
     */
    public static FloatBuffer allocateFloats(String method, long elements) {
        return bytes(method, elements, Float.BYTES).asFloatBuffer();
    }

    /** {@return the bytes of all buffers that were allocated here since the process started, whether or not they have been collected} */
    public static long allocatedBytes() {
        return ALLOCATED.get();
    }

    private static ByteBuffer bytes(String method, long elements, int each) {
        long bytes = Math.multiplyExact(elements, (long) each);
        if (bytes > Integer.MAX_VALUE) {
            throw outOfMemory(method, bytes, "a buffer has at most " + Integer.MAX_VALUE, null);
        }
        ALLOCATED.addAndGet(bytes);
        try {
            return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw outOfMemory(method, bytes, "Java's limit is reached", e);
        }
    }

    /**
     * Sets elements of a buffer to zero.
     *
     * @param buffer the buffer
     * @param at the first of them
     * @param count how many
     */
    public static void zero(DoubleBuffer buffer, int at, int count) {
        for (int i = 0; i < count; i++) {
            buffer.put(at + i, 0);
        }
    }

    private static NtkException outOfMemory(String method, long bytes, String why, @Nullable Throwable cause) {
        return new NtkException(
                ErrorId.OUT_OF_MEMORY,
                "Method '" + method + "' could not allocate a buffer of " + bytes + " bytes (" + why + ").",
                "Start Java with a larger -XX:MaxDirectMemorySize, use fewer trials or steps, or use another method.",
                cause);
    }
}
