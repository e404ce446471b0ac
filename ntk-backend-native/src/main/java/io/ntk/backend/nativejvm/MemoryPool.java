package io.ntk.backend.nativejvm;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps freed memory for the next request of the same size: fresh pages from the operating system cost more than the
 * sweep that fills them. What is kept is bounded; the sizes that were used longest ago go first. Safe for use from
 * several threads.
 */
final class MemoryPool implements AutoCloseable {
    private final Blas blas;
    private final long limit;
    private final Map<Long, Deque<Blas.Allocation>> idle = new LinkedHashMap<>(16, 0.75f, true);
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
        synchronized (this) {
            Deque<Blas.Allocation> same = idle.get(bytes);
            Blas.Allocation kept = same == null ? null : same.poll();
            if (kept != null) {
                idleBytes -= bytes;
                return kept;
            }
        }
        return blas.allocate(bytes);
    }

    synchronized void release(Blas.Allocation allocation) {
        long bytes = allocation.buffer().capacity();
        if (closed || bytes > limit) {
            allocation.release().run();
            return;
        }
        idle.computeIfAbsent(bytes, size -> new ArrayDeque<>()).push(allocation);
        idleBytes += bytes;
        Iterator<Map.Entry<Long, Deque<Blas.Allocation>>> oldest =
                idle.entrySet().iterator();
        while (idleBytes > limit && oldest.hasNext()) {
            Map.Entry<Long, Deque<Blas.Allocation>> entry = oldest.next();
            while (idleBytes > limit && !entry.getValue().isEmpty()) {
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
