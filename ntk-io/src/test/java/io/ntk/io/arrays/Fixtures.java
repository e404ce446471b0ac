package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Files and bytes that the tests of this package share. */
public final class Fixtures {
    private Fixtures() {}

    /** {@return a file that generate.py wrote, or a golden one} */
    public static Path resource(String name) {
        try {
            return Path.of(Fixtures.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return an NPY file of version 1.0 with that dictionary and data} */
    static byte[] npy(String dictionary, byte[] data) {
        byte[] header = dictionary.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + header.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length)
                .put(header)
                .put(data)
                .array();
    }

    /** {@return an NPY file of zeros} */
    static byte[] npy(String descr, String shape, int dataBytes) {
        return npy(dictionary(descr, shape), new byte[dataBytes]);
    }

    static String dictionary(String descr, String shape) {
        return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }";
    }

    /** {@return a safetensors file with the given header and number of zeros} */
    static byte[] safetensors(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    /** Writes a sparse file, whose zeros take no disk space if the file system supports it. */
    static void writeSparse(Path file, byte[] head, long zeros, byte[] tail) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(head));
            channel.write(ByteBuffer.wrap(tail), head.length + zeros);
        }
    }

    /** Asserts that a call is refused with the given id and exactly the given message. */
    public static void assertRefused(ThrowingCallable call, ErrorId id, String message) {
        NtkException refusal = catchThrowableOfType(NtkException.class, call);
        assertThat(refusal).as("refusal").isNotNull();
        assertThat(refusal).hasMessage(message);
        assertThat(refusal.id()).isEqualTo(id);
    }
}
