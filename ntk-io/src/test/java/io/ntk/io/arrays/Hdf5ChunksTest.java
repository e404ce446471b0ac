package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.indexing.ChunkImpl;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import io.ntk.api.NtkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class Hdf5ChunksTest {
    private static final FilterInfo SHUFFLE = new FilterInfo(2, "shuffle", false, new int[] {4});
    private static final FilterInfo DEFLATE = new FilterInfo(1, "deflate", false, new int[] {6});
    private static final FilterInfo FLETCHER32 = new FilterInfo(3, "fletcher32", false, new int[0]);
    private static final Origin ORIGIN = Origin.array("x", Path.of("f.h5"));

    /** The chunks of shape {2, 2} of the array of shape {3, 5} that counts from 0, -1 beyond its edges. */
    private static final class Stored {
        private final byte[] bytes;
        private final List<Chunk> chunks;

        Stored(byte[] bytes, List<Chunk> chunks) {
            this.bytes = bytes;
            this.chunks = chunks;
        }

        static Stored of(UnaryOperator<byte[]> packing, BitSet skipped) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            List<Chunk> chunks = new ArrayList<>();
            for (int row = 0; row < 3; row += 2) {
                for (int column = 0; column < 5; column += 2) {
                    ByteBuffer chunk = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < 4; i++) {
                        int r = row + i / 2;
                        int c = column + i % 2;
                        chunk.putInt(r < 3 && c < 5 ? r * 5 + c : -1);
                    }
                    byte[] unpacked = new byte[16];
                    chunk.get(0, unpacked);
                    byte[] packed = packing.apply(unpacked);
                    chunks.add(new ChunkImpl(bytes.size(), packed.length, new int[] {row, column}, skipped));
                    bytes.writeBytes(packed);
                }
            }
            return new Stored(bytes.toByteArray(), chunks);
        }

        Hdf5Chunks with(List<FilterInfo> filters) {
            ByteSource source = new HeapBytes(bytes);
            Hdf5Filters pipeline = new Hdf5Filters(filters);
            return new Hdf5Chunks(ORIGIN, source, () -> chunks, pipeline, new int[] {3, 5}, new int[] {2, 2}, 4);
        }
    }

    private static void assertCounts(Hdf5Chunks chunks) throws IOException {
        try (InputStream in = chunks.open()) {
            ByteBuffer read = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(read.remaining()).isEqualTo(60);
            for (int i = 0; i < 15; i++) {
                assertThat(read.getInt()).isEqualTo(i);
            }
        }
    }

    private static byte[] shuffled(byte[] data) {
        byte[] result = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            result[i % 4 * (data.length / 4) + i / 4] = data[i];
        }
        return result;
    }

    private static byte[] deflated(byte[] data) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toByteArray();
    }

    private static byte[] summed(byte[] data) {
        byte[] result = new byte[data.length + 4];
        System.arraycopy(data, 0, result, 0, data.length);
        ByteBuffer.wrap(result)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(data.length, Hdf5Filters.fletcher32(data, data.length));
        return result;
    }

    @Test
    void chunksAtTheEdgesAreCut() throws IOException {
        assertCounts(Stored.of(data -> data, new BitSet()).with(List.of()));
    }

    @Test
    void everyFilterIsUndoneInReverse() throws IOException {
        Stored stored = Stored.of(data -> summed(deflated(shuffled(data))), new BitSet());
        assertCounts(stored.with(List.of(SHUFFLE, DEFLATE, FLETCHER32)));
        assertCounts(Stored.of(data -> deflated(summed(data)), new BitSet()).with(List.of(FLETCHER32, DEFLATE)));
    }

    @Test
    void filtersThatWereSkippedForAChunkAreNotUndone() throws IOException {
        BitSet skipped = new BitSet();
        skipped.set(1);
        assertCounts(Stored.of(Hdf5ChunksTest::shuffled, skipped).with(List.of(SHUFFLE, DEFLATE)));
    }

    @Test
    void missingAndRepeatedChunksAreRefused() {
        Stored stored = Stored.of(data -> data, new BitSet());
        assertThat(catchThrowableOfType(
                        NtkException.class,
                        () -> new Stored(stored.bytes, stored.chunks.subList(1, 6))
                                .with(List.of())
                                .open()))
                .hasMessageContaining("is stored in 6 chunks, of which 5 were written");
        List<Chunk> twice = new ArrayList<>(stored.chunks);
        twice.set(1, twice.get(0));
        assertThat(catchThrowableOfType(
                        NtkException.class,
                        () -> new Stored(stored.bytes, twice).with(List.of()).open()))
                .hasMessageContaining("has two chunks in one place");
    }

    @Test
    void damagedChunksAreRefused() {
        Stored stored = Stored.of(Hdf5ChunksTest::summed, new BitSet());
        stored.bytes[3] ^= 1;
        assertThat(catchThrowableOfType(
                        IOException.class,
                        () -> stored.with(List.of(FLETCHER32)).open()))
                .hasMessageContaining("does not match its checksum");
        assertThat(catchThrowableOfType(
                        NtkException.class, () -> stored.with(List.of()).open()))
                .hasMessageContaining("has a chunk of 20 bytes; its shape needs 16");
    }
}
