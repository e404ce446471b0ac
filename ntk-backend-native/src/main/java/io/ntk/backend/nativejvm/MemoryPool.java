package io.ntk.backend.nativejvm;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps freed memory for the next request of the same size: fresh pages from the operating system cost more than the
 * sweep that fills them. With what is kept, no more is held than was once in use at a time; the sizes that were used longest ago go
 * first. Safe for use from several threads.
 */
final class MemoryPool implements AutoCloseable {
    private final Blas blas;
    private final long limit;
    private final Map<Long, Deque<Blas.Allocation>> idle = new LinkedHashMap<>(16, 0.75f, true);
    private long usedBytes;
    private long mostUsedBytes;
    private long idleBytes;
    private boolean closed;

    MemoryPool(Blas blas, long limit) {
        this.blas = blas;
        this.limit = limit;
    }

    Blas.Allocation acquire(long wanted) {
        // Empty arrays take a byte, so that they too are found again by the size they are kept under.
        long bytes = Math.max(wanted, 1);
        if (bytes > Integer.MAX_VALUE) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "A block needs " + bytes + " bytes in one piece (all trials and columns of one step, or all columns"
                            + " of the parameters), which is over the limit of 2 GiB.",
                    "Use fewer samples at a time, a smaller batch or float32.");
        }
        Blas.Allocation kept = take(bytes);
        if (kept != null) {
            return kept;
        }
        try {
            return blas.allocate(bytes);
        } catch (RuntimeException | Error e) {
            giveBack(bytes);
            throw e;
        }
    }

    /** Counts what is taken into use; {@return memory of that size that was kept, or null after room was made for new one} */
    private synchronized Blas.@Nullable Allocation take(long bytes) {
        usedBytes += bytes;
        mostUsedBytes = Math.max(mostUsedBytes, usedBytes);
        Deque<Blas.Allocation> same = idle.get(bytes);
        Blas.Allocation kept = same == null ? null : same.poll();
        if (kept != null) {
            idleBytes -= bytes;
        }
        dropOldest();
        return kept;
    }

    private synchronized void giveBack(long bytes) {
        usedBytes -= bytes;
    }

    synchronized void release(Blas.Allocation allocation) {
        long bytes = allocation.buffer().capacity();
        usedBytes -= bytes;
        if (closed || bytes > limit) {
            allocation.release().run();
            return;
        }
        idle.computeIfAbsent(bytes, size -> new ArrayDeque<>()).push(allocation);
        idleBytes += bytes;
        dropOldest();
    }

    private void dropOldest() {
        long most = Math.min(limit, mostUsedBytes - usedBytes);
        Iterator<Map.Entry<Long, Deque<Blas.Allocation>>> oldest =
                idle.entrySet().iterator();
        while (idleBytes > most && oldest.hasNext()) {
            Map.Entry<Long, Deque<Blas.Allocation>> entry = oldest.next();
            while (idleBytes > most && !entry.getValue().isEmpty()) {
                idleBytes -= entry.getKey();
                entry.getValue().pop().release().run();
            }
            if (entry.getValue().isEmpty()) {
                oldest.remove();
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values()
                .forEach(same -> same.forEach(allocation -> allocation.release().run()));
        idle.clear();
        idleBytes = 0;
    }
}
