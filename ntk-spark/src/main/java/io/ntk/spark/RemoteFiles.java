package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayReference;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;

/** Local copies of files from any Hadoop file system. Each file is copied once, and the copies are removed on close. */
final class RemoteFiles implements AutoCloseable {
    /** A scheme of at least two letters (one letter is a Windows drive), a path without colons, an optional name. */
    private static final Pattern REFERENCE =
            Pattern.compile("(?<uri>[A-Za-z][A-Za-z0-9+.-]+:(?://[^/]*)?/[^:]*)(?::(?<name>.+))?");

    private final Map<String, Path> copies = new HashMap<>();

    /**
     * Copies a file to the local disk, unless it is local already.
     *
     * @param reference {@code FILE[:NAME]}
     * @return the reference to a local file
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND}, {@link ErrorId#FILE_UNREADABLE}
     */
    synchronized ArrayReference fetch(String reference) {
        Matcher matcher = REFERENCE.matcher(reference);
        if (!matcher.matches()) {
            return ArrayReference.parse(reference);
        }
        String uri = matcher.group("uri");
        Path copy = copies.get(uri);
        if (copy == null) {
            copy = copy(uri);
            copies.put(uri, copy);
        }
        return new ArrayReference(copy, Optional.ofNullable(matcher.group("name")));
    }

    private static Path copy(String uri) {
        org.apache.hadoop.fs.Path remote = new org.apache.hadoop.fs.Path(uri);
        Path folder = null;
        try {
            FileSystem system = remote.getFileSystem(
                    SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
            try (InputStream in = system.open(remote)) {
                folder = Files.createTempDirectory("ntk-");
                Path copy = folder.resolve(remote.getName());
                Files.copy(in, copy);
                return copy;
            }
        } catch (FileNotFoundException e) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND, "File '" + uri + "' does not exist.", "Check the URI and its host.", e);
        } catch (IOException | RuntimeException e) {
            if (folder != null) {
                remove(folder.resolve(remote.getName()));
            }
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "File '" + uri + "' cannot be read: " + reason + (reason.endsWith(".") ? "" : "."),
                    "Check the URI, and that Spark has the file system's jar and its properties (spark.hadoop.*).",
                    e);
        }
    }

    private static void remove(Path copy) {
        try {
            Files.deleteIfExists(copy);
            Path folder = copy.getParent();
            if (folder != null) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        copies.values().forEach(RemoteFiles::remove);
        copies.clear();
    }
}
