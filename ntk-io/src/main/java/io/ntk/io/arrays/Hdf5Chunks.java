package io.ntk.io.arrays;

import io.jhdf.dataset.chunked.Chunk;
import io.ntk.api.ErrorId;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The elements of an array that is stored in chunks: blocks of one shape, each packed by itself, at the edges of the array
 * partly outside it.
 */
final class Hdf5Chunks implements ElementData {
    /** The largest array is slightly shorter than the largest {@code int} on some virtual machines. */
    static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private final Origin origin;
    private final ByteSource source;
    private final Supplier<List<Chunk>> chunks;
    private final Hdf5Filters filters;
    private final int[] shape;
    private final int[] block;
    private final int elementBytes;

    /**
     * Describes an array; its chunks are looked for when its elements are read.
     *
     * @param origin the array, for messages
     * @param source the file, by addresses
     * @param chunks finds the chunks
     * @param filters how chunks were packed
     * @param shape the sizes of the array, outermost first; at least one, none zero
     * @param block the sizes of a chunk, none zero
     * @param elementBytes the size of an element
     */
    Hdf5Chunks(
            Origin origin,
            ByteSource source,
            Supplier<List<Chunk>> chunks,
            Hdf5Filters filters,
            int[] shape,
            int[] block,
            int elementBytes) {
        this.origin = origin;
        this.source = source;
        this.chunks = chunks;
        this.filters = filters;
        this.shape = shape;
        this.block = block;
        this.elementBytes = elementBytes;
    }

    /** All chunks are known to be there, so that memory for every element can be allocated at once. */
    @Override
    public boolean onDisk() {
        return true;
    }

    @Override
    public InputStream open() throws IOException {
        long bandBytes = bytes(shape) / shape[0] * Math.min(block[0], shape[0]);
        if (bandBytes > MOST_BYTES) {
            throw origin.refused(
                    ErrorId.OUT_OF_MEMORY,
                    "takes " + bandBytes + " bytes in a row of chunks; more than " + MOST_BYTES + " do not fit in Java",
                    "Save it without chunks and compression, or split it.");
        }
        List<Chunk> found = Hdf5Format.guarded(origin, chunks);
        requireEnough(found);
        Bands bands = new Bands(ordered(found));
        // Most arrays have one band, whose damage is found at once.
        bands.fill();
        return bands;
    }

    /** {@return the chunks in row-major order} */
    private Chunk[] ordered(List<Chunk> found) {
        int[] counts = new int[shape.length];
        long blocks = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            counts[axis] = (shape[axis] - 1) / block[axis] + 1;
            blocks *= counts[axis];
        }
        if (found.size() != blocks) {
            throw origin.malformed(
                    "is stored in " + blocks + " chunks, of which " + found.size() + " were written",
                    "Write all its elements.");
        }
        Chunk[] ordered = new Chunk[found.size()];
        for (Chunk chunk : found) {
            int number = number(chunk.getChunkOffset(), counts);
            if (ordered[number] != null) {
                throw origin.malformed("has two chunks in one place");
            }
            ordered[number] = chunk;
        }
        return ordered;
    }

    /** Refuses sizes that the chunks cannot contain, before anything is allocated. */
    private void requireEnough(List<Chunk> found) {
        long packed = 0;
        for (Chunk chunk : found) {
            packed += chunk.getSize();
            if (chunk.getSize() < 0 || packed > source.size()) {
                throw origin.malformed("has chunks of more bytes than the file");
            }
            if (chunk.getAddress() < 0 || chunk.getAddress() > source.size() - chunk.getSize()) {
                throw origin.malformed("has a chunk at address " + chunk.getAddress() + ", beyond the end of the file");
            }
        }
        long declared = Math.max(bytes(shape), bytes(block));
        if (declared / (filters.compress() ? Deflate.MOST_EXPANSION : 1) > packed + Integer.BYTES) {
            throw origin.malformed("claims to unpack from " + packed + " to " + declared + " bytes, which it cannot");
        }
    }

    private long bytes(int[] sizes) {
        long bytes = elementBytes;
        for (int size : sizes) {
            bytes = Math.multiplyExact(bytes, (long) size);
        }
        return bytes;
    }

    /** {@return the place of a chunk, counted in row-major order} */
    private int number(int[] offset, int[] counts) {
        int number = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (offset[axis] < 0 || offset[axis] >= shape[axis] || offset[axis] % block[axis] != 0) {
                throw origin.malformed("has a chunk outside its grid");
            }
            number = number * counts[axis] + offset[axis] / block[axis];
        }
        return number;
    }

    private byte[] unpacked(Chunk chunk) throws IOException {
        int bytes = Math.toIntExact(bytes(block));
        byte[] data = filters.unpack(packed(chunk), chunk.getFilterMask(), bytes);
        if (data.length != bytes) {
            throw origin.malformed("has a chunk of " + data.length + " bytes; its shape needs " + bytes);
        }
        return data;
    }

    private byte[] packed(Chunk chunk) throws IOException {
        try (InputStream in = source.open(chunk.getAddress(), chunk.getSize())) {
            return in.readNBytes(chunk.getSize());
        }
    }

    /** Copies the rows of a chunk that lie within the array to their band. */
    private void copy(byte[] chunk, int[] offset, byte[] band) {
        int last = shape.length - 1;
        int row = Math.min(block[last], shape[last] - offset[last]) * elementBytes;
        int[] index = new int[shape.length];
        boolean more = true;
        while (more) {
            int from = 0;
            int to = 0;
            for (int axis = 0; axis <= last; axis++) {
                from = from * block[axis] + index[axis];
                to = to * shape[axis] + (axis == 0 ? 0 : offset[axis]) + index[axis];
            }
            System.arraycopy(chunk, from * elementBytes, band, to * elementBytes, row);
            more = false;
            for (int axis = last - 1; axis >= 0 && !more; axis--) {
                index[axis]++;
                more = index[axis] < block[axis] && offset[axis] + index[axis] < shape[axis];
                if (!more) {
                    index[axis] = 0;
                }
            }
        }
    }

    /** The elements band by band: those of the chunks with one first index are in memory together, and no others. */
    private final class Bands extends InputStream {
        private final Chunk[] ordered;
        /** Whether the only chunk of a band is the band, perhaps with rows beyond the array. */
        private final boolean chunkIsBand;

        private int nextChunk;
        private byte[] band = new byte[0];
        private int position;
        private int end;

        Bands(Chunk[] ordered) {
            this.ordered = ordered;
            this.chunkIsBand = Arrays.equals(shape, 1, shape.length, block, 1, block.length);
        }

        /** {@return whether there are more bytes} */
        boolean fill() throws IOException {
            if (position == end && nextChunk < ordered.length) {
                int firstRow = ordered[nextChunk].getChunkOffset()[0];
                end = (int) (bytes(shape) / shape[0] * Math.min(block[0], shape[0] - firstRow));
                position = 0;
                if (chunkIsBand) {
                    band = new byte[0];
                    band = unpacked(ordered[nextChunk++]);
                } else {
                    assemble(firstRow);
                }
            }
            return position < end;
        }

        private void assemble(int firstRow) throws IOException {
            if (band.length < end) {
                band = new byte[end];
            }
            while (nextChunk < ordered.length && ordered[nextChunk].getChunkOffset()[0] == firstRow) {
                Chunk chunk = ordered[nextChunk++];
                copy(unpacked(chunk), chunk.getChunkOffset(), band);
            }
        }

        @Override
        public int read() throws IOException {
            return fill() ? Byte.toUnsignedInt(band[position++]) : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, end - position);
            System.arraycopy(band, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
