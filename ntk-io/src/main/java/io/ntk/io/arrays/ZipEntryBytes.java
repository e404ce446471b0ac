package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The bytes of a zip entry. A read of the whole verifies the checksum at its end; before a part of the entry is read for the first
 * time, the whole is verified.
 */
final class ZipEntryBytes implements ByteSource {
    private final ZipFile zip;
    private final ZipEntry entry;
    private volatile boolean verified;

    ZipEntryBytes(ZipFile zip, ZipEntry entry) {
        this.zip = zip;
        this.entry = entry;
    }

    @Override
    public long size() {
        return entry.getSize();
    }

    @Override
    public boolean onDisk() {
        return entry.getMethod() == ZipEntry.STORED;
    }

    @Override
    public InputStream open(long start, long length) throws IOException {
        if (start == 0 && length == size()) {
            return whole();
        }
        if (!verified) {
            try (InputStream in = whole()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            verified = true;
        }
        InputStream in = zip.getInputStream(entry);
        try {
            in.skipNBytes(start);
            return new LimitedStream(in, length);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private InputStream whole() throws IOException {
        return new ChecksummedStream(zip.getInputStream(entry), entry.getCrc());
    }
}
