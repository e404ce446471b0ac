package io.ntk.io.arrays;

import io.jhdf.ObjectHeader;
import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The file as jHDF reads its structure, bounded: nothing is allocated for bytes that the file does not hold, and all reads
 * together take at most a multiple of its size. So structures that contain themselves, or each other many times, end.
 */
final class Hdf5Storage implements HdfBackingStorage {
    /** A well-formed structure is read a few times at most, and small files repeat large headers. */
    private static final long MOST_READS = 4;

    private static final long FIXED_BYTES = 1 << 20;
    /** What describes an object: attributes of at most 64 KiB each, and a few more messages. */
    private static final long LONGEST_HEADER = 2 << 20;
    /** The longest superblock takes fewer bytes. */
    private static final int SUPERBLOCK_BYTES = 256;

    private final ByteSource source;
    private final Superblock superblock;
    private long left;

    private Hdf5Storage(ByteSource source, Superblock superblock, long bytes) {
        this.source = source;
        this.superblock = superblock;
        this.left = bytes;
    }

    /**
     * Reads the superblock.
     *
     * @param start its position, which is the size of the user block before it
     * @throws HdfException if it is none, or speaks of another position
     */
    static Hdf5Storage open(ByteSource source, long start) {
        int length = (int) Math.max(0, Math.min(SUPERBLOCK_BYTES, source.size() - start));
        ByteBuffer bytes = bytes(source, start, length);
        Superblock superblock = Superblock.readSuperblock(bytes);
        if (superblock.getBaseAddressByte() != start) {
            throw new HdfException(
                    "its superblock, at byte " + start + ", claims to be at byte " + superblock.getBaseAddressByte());
        }
        if (superblock.getEndOfFileAddress() > source.size()) {
            throw new HdfException("it was " + superblock.getEndOfFileAddress()
                    + " bytes long when it was written and is " + source.size());
        }
        return new Hdf5Storage(source, superblock, MOST_READS * source.size() + FIXED_BYTES);
    }

    /** {@return the same file, of which all may be read once, for the list of an array's chunks} */
    Hdf5Storage renewed() {
        return new Hdf5Storage(source, superblock, source.size() + FIXED_BYTES);
    }

    ByteSource source() {
        return source;
    }

    /** {@return the bytes to which addresses lead} */
    ByteSource byAddress() {
        long base = superblock.getBaseAddressByte();
        return new SourceRange(source, base, source.size() - base);
    }

    /** {@return the address of the header of the root group} */
    long root() {
        return superblock instanceof Superblock.SuperblockV0V1 old
                ? new SymbolTableEntry(this, old.getRootGroupSymbolTableAddress()).getObjectHeaderAddress()
                : ((Superblock.SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
    }

    /** {@return the header at an address} @throws HdfException if it is longer than any that is written */
    ObjectHeader header(long address) {
        long beyond = Math.max(0, left - LONGEST_HEADER);
        left -= beyond;
        try {
            return ObjectHeader.readObjectHeader(this, address);
        } finally {
            left += beyond;
        }
    }

    /** {@return the position of a range in the source} @throws HdfException if it does not lie within the source */
    long position(long address, long length) {
        long start = address + superblock.getBaseAddressByte();
        if (address < 0 || start < 0 || length < 0 || start > source.size() || length > source.size() - start) {
            throw new HdfException("it speaks of " + length + " bytes at address " + address + " and is "
                    + source.size() + " bytes long");
        }
        return start;
    }

    /** Counts bytes that were read or made of what was read. */
    void charge(long bytes) {
        left -= bytes;
        if (left < 0) {
            throw new HdfException("its parts contain each other, or one is far too long");
        }
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        return map(address, length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        long start = position(address, length);
        charge(length);
        return bytes(source, start, Math.toIntExact(length));
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        return map(address - superblock.getBaseAddressByte(), length);
    }

    @Override
    public long getUserBlockSize() {
        return superblock.getBaseAddressByte();
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new UnsupportedOperationException("Every read is bounded here.");
    }

    @Override
    public int getSizeOfOffsets() {
        return superblock.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return superblock.getSizeOfLengths();
    }

    @Override
    public void close() {
        // The source is closed by its owner.
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public boolean inMemory() {
        return false;
    }

    private static ByteBuffer bytes(ByteSource source, long start, int length) {
        try (InputStream in = source.open(start, length)) {
            byte[] bytes = new byte[length];
            if (in.readNBytes(bytes, 0, length) < length) {
                throw new HdfException("it ends too early");
            }
            return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
