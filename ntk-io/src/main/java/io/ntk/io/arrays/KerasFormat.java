package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A model that Keras 3 saved: a zip archive around a file of weights in HDF5. The weights are kept in memory, because what
 * is compressed cannot be read from the middle.
 */
final class KerasFormat {
    static final String WEIGHTS = "model.weights.h5";
    /** Where a file in memory, and in an array, must end. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

    private static final int HEAD_BYTES = 64;

    private KerasFormat() {}

    static FileIndex index(Path path, ZipFile zip, ZipEntry weights, long fileBytes) throws IOException {
        Origin origin = Origin.array(WEIGHTS, path);
        NpzFormat.requirePlausible(origin, weights, fileBytes);
        if (weights.getSize() > Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 2)) {
            throw origin.refused(
                    ErrorId.OUT_OF_MEMORY,
                    "takes " + weights.getSize() + " bytes, more than fit in memory",
                    "Unpack the archive and give its " + WEIGHTS + ".");
        }
        byte[] bytes;
        try (InputStream in = new ChecksummedStream(zip.getInputStream(weights), weights.getCrc())) {
            bytes = in.readNBytes((int) weights.getSize());
            if (bytes.length < weights.getSize() || in.read() >= 0) {
                throw origin.malformed("does not have the size that the archive tells");
            }
        } catch (IOException e) {
            throw origin.unreadable(e);
        }
        byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES));
        if (!Hdf5Format.isAtStartOf(head)) {
            throw origin.malformed("is not an HDF5 file");
        }
        return Hdf5Format.index(path, new HeapBytes(bytes), head, zip);
    }
}
