package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The elements that follow the NPY header in a zip entry. */
record ZippedElements(ZipFile zip, ZipEntry entry, int headerBytes) implements ElementData {
    @Override
    public InputStream open() throws IOException {
        InputStream in = new ChecksummedStream(zip.getInputStream(entry), entry.getCrc());
        try {
            in.skipNBytes(headerBytes);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public boolean onDisk() {
        return entry.getMethod() == ZipEntry.STORED;
    }
}
