package io.ntk.cli;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Jars given by {@code --plugin}: until it is closed, the thread's class loader sees their cells and backends as well. */
final class Plugins implements AutoCloseable {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final @Nullable URLClassLoader loader;

    private Plugins(List<URL> jars) {
        loader = jars.isEmpty() ? null : new URLClassLoader(jars.toArray(URL[]::new), before);
        if (loader != null) {
            Thread.currentThread().setContextClassLoader(loader);
        }
    }

    /**
     * Adds jars.
     *
     * @param jars none, or files
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND} if one does not exist, {@link ErrorId#FILE_FORMAT} if one is not a jar, in which
     *     Java would find nothing and say nothing
     */
    static Plugins load(List<Path> jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.exists(jar)) {
                throw new NtkException(
                        ErrorId.FILE_NOT_FOUND,
                        "Plugin '" + jar + "' does not exist.",
                        "Name a jar, or a folder of classes that ends in '/'.");
            }
            if (!Files.isDirectory(jar)) {
                requireJar(jar);
            }
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new NtkException(
                        ErrorId.FILE_UNREADABLE, "Plugin '" + jar + "' has no URL.", "Move it to another place.", e);
            }
        }
        return new Plugins(urls);
    }

    private static void requireJar(Path jar) {
        try {
            if (!Files.isRegularFile(jar)) {
                throw new IOException("it is not a regular file");
            }
            new ZipFile(jar.toFile()).close();
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_FORMAT,
                    "Plugin '" + jar + "' is not a jar that can be read (" + e.getMessage() + ").",
                    "Name a jar, or a folder of classes that ends in '/'.",
                    e);
        }
    }

    @Override
    public void close() {
        if (loader == null) {
            return;
        }
        Thread.currentThread().setContextClassLoader(before);
        try {
            loader.close();
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "A plugin cannot be closed (" + e.getMessage() + ").",
                    "Check the disk that it is on.",
                    e);
        }
    }
}
