package io.ntk.io.arrays;

import io.jhdf.exceptions.UnsupportedHdfException;
import io.ntk.api.NtkException;
import java.io.Closeable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * An HDF5 file: weights of Keras 2 and 3, what h5py writes, and MATLAB's files of version 7.3. Arrays are named by their
 * paths, {@code a/b/c}, and MATLAB's as MATLAB names them, {@code a.b.c}, in MATLAB's shapes.
 *
 * <p>jHDF reads the structure, through {@link Hdf5Storage}; elements are read here.
 */
final class Hdf5Format {
    private static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";
    private static final String MATLAB = "MATLAB 7.3 MAT-file";
    /** MATLAB writes a text before the file proper. */
    private static final long MATLAB_TEXT_BYTES = 512;

    private Hdf5Format() {}

    /** {@return whether a file that begins with these bytes is one} */
    static boolean isAtStartOf(byte[] head) {
        return begins(head, SIGNATURE) || begins(head, MATLAB);
    }

    /**
     * Lists the arrays of a file.
     *
     * @param source its bytes
     * @param head the first of them
     * @param resource what to close when the arrays are no longer needed
     */
    static FileIndex index(Path path, ByteSource source, byte[] head, Closeable resource) {
        boolean matlab = begins(head, MATLAB);
        Origin origin = Origin.file(path);
        return guarded(origin, () -> {
            Hdf5Storage storage = Hdf5Storage.open(source, matlab ? MATLAB_TEXT_BYTES : 0);
            Catalogue catalogue = new Catalogue(origin, source.size());
            new Hdf5Walk(path, storage, matlab, catalogue).walk();
            return new FileIndex(catalogue.arrays(), resource, matlab);
        });
    }

    /**
     * Reads by jHDF, which reports a damaged file by exceptions of many kinds.
     *
     * @throws NtkException {@link io.ntk.api.ErrorId#FILE_FORMAT} instead of them
     */
    static <T> T guarded(Origin origin, Supplier<T> read) {
        try {
            return read.get();
        } catch (NtkException e) {
            throw e;
        } catch (UncheckedIOException e) {
            throw origin.unreadable(Objects.requireNonNull(e.getCause()));
        } catch (StackOverflowError e) {
            throw origin.malformed("is a damaged HDF5 file: its parts contain each other");
        } catch (RuntimeException e) {
            throw origin.malformed("is a damaged HDF5 file" + reason(e));
        }
    }

    /** {@return whether jHDF met something that it knows and does not read} */
    static boolean isUnsupported(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsupportedHdfException) {
                return true;
            }
        }
        return false;
    }

    private static String reason(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? "" : " (" + Quoted.printable(cause.getMessage()) + ")";
    }

    private static boolean begins(byte[] head, String magic) {
        return new String(head, StandardCharsets.ISO_8859_1).startsWith(magic);
    }
}
