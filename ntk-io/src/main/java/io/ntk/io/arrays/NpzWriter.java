package io.ntk.io.arrays;

import io.ntk.api.Precision;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes arrays as entries of a zip archive, uncompressed like {@code numpy.savez}, as numbers hardly compress. */
final class NpzWriter {
    /** The earliest time that a zip archive can store, as NumPy writes. A fixed time makes the bytes reproducible. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzWriter() {}

    /** Writes them; a comment ends the archive, unless it is empty. */
    static void write(Collection<NumericArray> arrays, Precision precision, String comment, OutputStream out)
            throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setComment(comment);
        for (NumericArray array : arrays) {
            zip.putNextEntry(entry(array, precision));
            NpyWriter.write(array, precision, zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    private static ZipEntry entry(NumericArray array, Precision precision) throws IOException {
        // The checksum of an uncompressed entry precedes its bytes, so the array is encoded twice.
        CRC32 checksum = new CRC32();
        NpyWriter.write(array, precision, new CheckedOutputStream(OutputStream.nullOutputStream(), checksum));
        ZipEntry entry = new ZipEntry(array.name() + NpzFormat.SUFFIX);
        entry.setTimeLocal(NO_TIME);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(NpyWriter.bytes(array, precision));
        entry.setCrc(checksum.getValue());
        return entry;
    }
}
