package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;

/** Fails at the end of a zip entry whose bytes do not match the archive's checksum, which the JDK does not verify. */
final class ChecksummedStream extends CheckedInputStream {
    private final long expected;

    ChecksummedStream(InputStream in, long expectedCrc32) {
        super(in, new CRC32());
        this.expected = expectedCrc32;
    }

    @Override
    public int read() throws IOException {
        return verifiedAtEnd(super.read());
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return verifiedAtEnd(super.read(target, offset, length));
    }

    private int verifiedAtEnd(int result) throws ZipException {
        if (result < 0 && getChecksum().getValue() != expected) {
            throw new ZipException("its checksum is wrong");
        }
        return result;
    }
}
