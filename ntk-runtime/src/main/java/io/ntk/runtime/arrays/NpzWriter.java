package io.ntk.runtime.arrays;

import io.ntk.api.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays as the entries of a zip archive. */
final class NpzWriter {
    /** The first time that a zip archive can tell; NumPy writes it too. The same arrays give the same bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzWriter() {}

    static void write(Collection<NumericArray> arrays, Precision precision, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        // Numbers hardly compress; shapes of zeros do, at any level.
        zip.setLevel(Deflater.BEST_SPEED);
        for (NumericArray array : arrays) {
            ZipEntry entry = new ZipEntry(array.name() + NpzFormat.SUFFIX);
            entry.setTimeLocal(NO_TIME);
            zip.putNextEntry(entry);
            NpyWriter.write(array, precision, zip);
            zip.closeEntry();
        }
        zip.finish();
    }
}
