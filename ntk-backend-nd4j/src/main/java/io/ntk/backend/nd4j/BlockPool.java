package io.ntk.backend.nd4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The storage of blocks of vectors and of applications, kept when it is given back, for the next ones: ND4J fills what it allocates with
 * zeros, and the pages of a fresh allocation cost more than the pass that uses them. Keeps no more than was once in use at a time. Safe
 * for use from several threads.
 */
final class BlockPool implements AutoCloseable {
    /** Given back, the longest unused first. */
    private final Deque<INDArray> free = new ArrayDeque<>();

    private final long limit;
    private long used;
    private long kept;
    private long mostUsed;
    private boolean closed;

    /**
     * An empty pool that holds at most {@code limit} bytes in use and kept together, unless more than that is in use.
     */
    BlockPool(long limit) {
        this.limit = limit;
    }

    /** A vector of exactly that length, of unknown content; it must be given back. */
    synchronized INDArray take(Storage storage, long elements) {
        INDArray found = find(storage, elements);
        if (found == null) {
            dropUntil(limit - used - elements * storage.precision().bytes());
            found = storage.uninitialized(elements);
        }
        used += bytes(found);
        mostUsed = Math.max(mostUsed, used);
        return found;
    }

    private @Nullable INDArray find(Storage storage, long elements) {
        for (Iterator<INDArray> latest = free.descendingIterator(); latest.hasNext(); ) {
            INDArray array = latest.next();
            if (array.length() == elements && array.dataType() == storage.type()) {
                latest.remove();
                kept -= bytes(array);
                return array;
            }
        }
        return null;
    }

    /** Takes back what {@link #take} gave. */
    synchronized void give(INDArray array) {
        used -= bytes(array);
        if (closed) {
            array.close();
            return;
        }
        kept += bytes(array);
        free.addLast(array);
        dropUntil(Math.min(mostUsed, limit - used));
    }

    private void dropUntil(long bytes) {
        while (kept > bytes && !free.isEmpty()) {
            INDArray oldest = free.removeFirst();
            kept -= bytes(oldest);
            oldest.close();
        }
    }

    private static long bytes(INDArray array) {
        return array.length() * array.dataType().width();
    }

    /** Frees what is kept, and from now on what is given back. */
    @Override
    public synchronized void close() {
        closed = true;
        dropUntil(0);
    }
}
