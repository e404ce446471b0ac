package io.ntk.cli;

import io.ntk.io.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells a program once a second for how long its request has been computed, and at once what a terminal would be told. */
final class Pulse implements AutoCloseable {
    private static final int LONGEST_MESSAGE = 1 << 16;

    private final Consumer<JsonObject> progress;
    private final Thread clock = new Thread(this::beat, "ntk-pulse");

    Pulse(Consumer<JsonObject> progress) {
        this.progress = progress;
        clock.setDaemon(true);
        clock.start();
    }

    private void beat() {
        try {
            for (long seconds = 1; ; seconds++) {
                TimeUnit.SECONDS.sleep(1);
                progress.accept(new JsonObject().with("seconds", seconds));
            }
        } catch (InterruptedException e) {
            // It is closed.
            Thread.currentThread().interrupt();
        }
    }

    /** {@return what makes a message of each line, or of as much of it as has a message's length} */
    PrintStream messages() {
        return new PrintStream(new Messages(), false, StandardCharsets.UTF_8);
    }

    private final class Messages extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
            }
            if (b == '\n' || line.size() == LONGEST_MESSAGE) {
                close();
            }
        }

        /** Tells what is left. */
        @Override
        public synchronized void close() {
            String message = line.toString(StandardCharsets.UTF_8).strip();
            line.reset();
            if (!message.isEmpty()) {
                progress.accept(new JsonObject().with("message", message));
            }
        }
    }

    /** Stops, once nothing more is written. */
    @Override
    public void close() {
        clock.interrupt();
        try {
            clock.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
