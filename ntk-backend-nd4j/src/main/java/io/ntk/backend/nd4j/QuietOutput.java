package io.ntk.backend.nd4j;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Silences standard output for one thread: ND4J prints a line for every operation it differentiates. Other threads'
 * output goes where it went.
 */
final class QuietOutput implements AutoCloseable {
    private final PrintStream original;
    private final PrintStream filter;

    private QuietOutput(PrintStream original, Thread silenced) {
        this.original = original;
        this.filter = new PrintStream(new Filter(original, silenced), true, StandardCharsets.UTF_8);
    }

    /** {@return silence until closed} */
    static QuietOutput forThisThread() {
        QuietOutput quiet = new QuietOutput(System.out, Thread.currentThread());
        System.setOut(quiet.filter);
        return quiet;
    }

    @Override
    public void close() {
        filter.flush();
        if (System.out == filter) {
            System.setOut(original);
        }
    }

    /** Drops what one thread writes. */
    private static final class Filter extends OutputStream {
        private final PrintStream original;
        private final Thread silenced;

        Filter(PrintStream original, Thread silenced) {
            this.original = original;
            this.silenced = silenced;
        }

        @Override
        public void write(int b) {
            if (Thread.currentThread() != silenced) {
                original.write(b);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int count) {
            if (Thread.currentThread() != silenced) {
                original.write(bytes, offset, count);
            }
        }

        @Override
        public void flush() {
            original.flush();
        }
    }
}
