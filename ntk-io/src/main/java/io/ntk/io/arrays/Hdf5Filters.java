package io.ntk.io.arrays;

import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The steps by which chunks were packed, undone in reverse: Deflate, byte shuffling and the Fletcher-32 checksum.
 *
 * @param filters the steps, in the order in which they were applied
 */
record Hdf5Filters(List<FilterInfo> filters) {
    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int CHECKSUM_BYTES = Integer.BYTES;
    /** Only a few make sense, and each costs a pass. */
    private static final int MOST = 8;
    /** Words that can be summed in 32 bits without overflow. */
    private static final int FLETCHER_BLOCK = 360;

    static Hdf5Filters of(List<FilterPipelineMessage> messages) {
        return new Hdf5Filters(messages.isEmpty() ? List.of() : messages.get(0).getFilters());
    }

    /** {@return why chunks cannot be unpacked, if they cannot} */
    Optional<Encoding.Refused> refusal() {
        return filters.stream()
                .filter(filter -> filter.getId() < DEFLATE || filter.getId() > FLETCHER32 || filters.size() > MOST)
                .findFirst()
                .map(filter -> new Encoding.Refused(
                        "packed by filter " + filter.getId(),
                        "numbers in a compression other than gzip",
                        "Save it again with compression='gzip', or without compression."));
    }

    /** {@return whether chunks may be larger than the bytes that they take in the file} */
    boolean compress() {
        return filters.stream().anyMatch(filter -> filter.getId() == DEFLATE);
    }

    /**
     * Unpacks a chunk.
     *
     * @param data its bytes in the file, which are not kept
     * @param skipped the steps that were left out for this chunk
     * @param bytes its size when unpacked
     * @return at most that many bytes, and the checksum where there is another
     * @throws ZipException if the bytes are damaged
     */
    byte[] unpack(byte[] data, BitSet skipped, int bytes) throws ZipException {
        for (int i = filters.size() - 1; i >= 0; i--) {
            if (!skipped.get(i)) {
                FilterInfo filter = filters.get(i);
                data = switch (filter.getId()) {
                    case DEFLATE -> inflate(data, Math.addExact(bytes, CHECKSUM_BYTES * checksums(i, skipped)));
                    case SHUFFLE -> unshuffle(data, filter.getData());
                    default -> checked(data);
                };
            }
        }
        return data;
    }

    /** {@return how many checksums were added before a step} */
    private int checksums(int step, BitSet skipped) {
        return (int) IntStream.range(0, step)
                .filter(i -> filters.get(i).getId() == FLETCHER32 && !skipped.get(i))
                .count();
    }

    private static byte[] inflate(byte[] packed, int most) throws ZipException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            // No Deflate stream expands more than this, whatever the file claims.
            byte[] data = new byte[(int) Math.min(most, Deflate.MOST_EXPANSION * packed.length)];
            int length = 0;
            while (length < data.length && !inflater.finished()) {
                int count = inflater.inflate(data, length, data.length - length);
                if (count == 0 && !inflater.finished()) {
                    throw new ZipException("a chunk ends too early");
                }
                length += count;
            }
            // The end of the stream, which holds its checksum, may not have been reached yet.
            if (!inflater.finished() && (inflater.inflate(new byte[1]) > 0 || !inflater.finished())) {
                throw new ZipException("a chunk does not end where its shape ends");
            }
            return length == data.length ? data : Arrays.copyOf(data, length);
        } catch (DataFormatException e) {
            throw new ZipException(e.getMessage());
        } finally {
            inflater.end();
        }
    }

    /** Puts the bytes of each element together again: all first bytes were stored before all second bytes. */
    private static byte[] unshuffle(byte[] data, int[] settings) throws ZipException {
        if (settings.length == 0 || settings[0] <= 0) {
            throw new ZipException("a shuffled chunk says no size of its elements");
        }
        int size = settings[0];
        int elements = data.length / size;
        byte[] result = data.clone();
        for (int element = 0; element < elements; element++) {
            for (int part = 0; part < size; part++) {
                result[element * size + part] = data[part * elements + element];
            }
        }
        return result;
    }

    private static byte[] checked(byte[] data) throws ZipException {
        int length = data.length - CHECKSUM_BYTES;
        if (length < 0) {
            throw new ZipException("a chunk has no checksum");
        }
        int stored = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            stored |= Byte.toUnsignedInt(data[length + i]) << (8 * i);
        }
        int computed = fletcher32(data, length);
        // Releases before 1.6.3 swapped the bytes of each half on little-endian machines.
        int swapped = ((computed & 0xff00ff) << 8) | ((computed >>> 8) & 0xff00ff);
        if (stored != computed && stored != swapped) {
            throw new ZipException("a chunk does not match its checksum");
        }
        return Arrays.copyOf(data, length);
    }

    /** {@return Fletcher's checksum of big-endian 16-bit words, the last padded with zero} */
    static int fletcher32(byte[] data, int length) {
        int first = 0;
        int second = 0;
        for (int at = 0; at < length; ) {
            for (int word = 0; word < FLETCHER_BLOCK && at < length; word++, at += 2) {
                int low = at + 1 < length ? Byte.toUnsignedInt(data[at + 1]) : 0;
                first += (Byte.toUnsignedInt(data[at]) << 8) | low;
                second += first;
            }
            first = (first & 0xffff) + (first >>> 16);
            second = (second & 0xffff) + (second >>> 16);
        }
        first = (first & 0xffff) + (first >>> 16);
        second = (second & 0xffff) + (second >>> 16);
        return (second << 16) | first;
    }
}
