package io.ntk.backend.nativejvm;

import java.lang.ref.WeakReference;
import java.nio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of the buffers that one thread used last. To ask for an address takes as long as a small product, and products are
 * mostly of the same few buffers. It keeps none of them from the garbage collector.
 */
final class KnownAddresses {
    private static final int SLOTS = 8;

    private final @Nullable Slot[] slots = new Slot[SLOTS];
    private int next;

    private record Slot(WeakReference<Buffer> buffer, long address) {}

    /** {@return the address of the first element of a direct buffer, whatever its position} */
    long of(Buffer buffer, Blas blas) {
        for (Slot slot : slots) {
            if (slot != null && slot.buffer().refersTo(buffer)) {
                return slot.address();
            }
        }
        Slot slot = new Slot(
                new WeakReference<>(buffer), blas.address(buffer.duplicate().clear()));
        slots[next] = slot;
        next = (next + 1) % SLOTS;
        return slot.address();
    }
}
