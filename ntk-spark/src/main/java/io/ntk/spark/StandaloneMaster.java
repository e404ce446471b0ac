package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * A standalone master, or several of which one is in charge. Spark itself waits a minute for one that does not answer, and then
 * hands out a context that has stopped.
 */
record StandaloneMaster(String url) {
    private static final String SCHEME = "spark://";

    /** How long a connection may take, for each address. */
    private static final int CONNECT_MILLIS = 3_000;
    /** How long a master that takes connections may take to accept the application. */
    private static final long REGISTER_SECONDS = 20;

    static boolean isNamedBy(String master) {
        return master.startsWith(SCHEME);
    }

    /**
     * Registers an application.
     *
     * @param start makes its context
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if an address is none, {@link ErrorId#BACKEND_UNAVAILABLE} if no
     *     master answers in time
     */
    JavaSparkContext register(Supplier<JavaSparkContext> start) {
        List<InetSocketAddress> addresses = addresses();
        if (addresses.stream().noneMatch(StandaloneMaster::accepts)) {
            throw silent("nothing there takes connections", null);
        }
        CompletableFuture<JavaSparkContext> starting = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        JavaSparkContext context = start.get();
                        if (!starting.complete(context)) {
                            // Nobody waits for it any more.
                            context.close();
                        }
                    } catch (Throwable e) {
                        starting.completeExceptionally(e);
                    }
                },
                "ntk-spark-start");
        thread.setDaemon(true);
        thread.start();
        try {
            return starting.get(REGISTER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            abandon(starting);
            throw silent("it did not accept the application within " + REGISTER_SECONDS + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            abandon(starting);
            Thread.currentThread().interrupt();
            throw silent("waiting for it was interrupted", e);
        }
    }

    private static void abandon(CompletableFuture<JavaSparkContext> starting) {
        if (!starting.cancel(false) && !starting.isCompletedExceptionally()) {
            starting.join().close();
        }
    }

    private List<InetSocketAddress> addresses() {
        return Arrays.stream(url.substring(SCHEME.length()).split(",", -1))
                .map(this::address)
                .toList();
    }

    private InetSocketAddress address(String hostAndPort) {
        try {
            URI parsed = URI.create(SCHEME + hostAndPort);
            if (parsed.getHost() != null && parsed.getPort() > 0 && parsed.getPort() < 1 << 16) {
                String host = parsed.getHost();
                boolean isBracketed = host.startsWith("[");
                return new InetSocketAddress(
                        isBracketed ? host.substring(1, host.length() - 1) : host, parsed.getPort());
            }
        } catch (IllegalArgumentException e) {
            // Refused below like an address without a port.
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "Cluster '" + url + "' is not an address of a master.",
                "Give spark://HOST:PORT; a master's port is 7077 unless it was started with another.");
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private NtkException silent(String reason, @Nullable Throwable cause) {
        return new NtkException(
                ErrorId.BACKEND_UNAVAILABLE,
                "The Spark master " + url + " does not answer: " + reason + ".",
                "Check that it is running and that this machine can reach it.",
                cause);
    }
}
