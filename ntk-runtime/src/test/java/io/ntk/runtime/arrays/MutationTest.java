package io.ntk.runtime.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damages valid files in thousands of ways. Whatever comes of it must be arrays or an {@link NtkException}, and take no
 * memory that the file's own bytes do not justify.
 */
class MutationTest {
    private static final int CASES = 600;
    /** Buffers and JSON tables, whatever the file; less than any length that a damaged header could claim by chance. */
    private static final long FIXED_BYTES = 4 << 20;
    /** Eight bytes of float64 for each byte, in an array that grew by doubling and was then turned, and the messages. */
    private static final long EACH_BYTE = 64;
    /** Of compressed bytes. */
    private static final long MOST_EXPANSION = 1032;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version1.npy",
                "version2.npy",
                "version3.npy",
                "one.npz",
                "zip64.npz",
                "shapes.npz",
                "refused.npz",
                "dtypes.npz",
                "dtypes.safetensors"
            })
    void damagedFilesGiveArraysOrARefusal(String name) throws IOException {
        byte[] original = Files.readAllBytes(Fixtures.resource(name));
        int headers = Math.min(original.length, 2000);
        boolean compressed = name.equals("dtypes.npz");
        long perByte = EACH_BYTE * (compressed ? MOST_EXPANSION : 1);
        int refused = 0;
        for (int seed = 0; seed < CASES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] damaged = original;
            for (int i = random.nextInt(3); i >= 0; i--) {
                damaged = damaged(damaged, headers, random);
            }
            Path file = Files.write(folder.resolve(name), damaged);
            long allowed = FIXED_BYTES + perByte * damaged.length;
            long before = allocatedBytes();
            refused += readAll(file, seed);
            long allocated = allocatedBytes() - before;
            if (allocated > allowed) {
                // Once more, because what is done for the first time also loads classes.
                before = allocatedBytes();
                readAll(file, seed);
                allocated = allocatedBytes() - before;
            }
            assertThat(allocated)
                    .as("bytes allocated for %d bytes of %s with seed %d", damaged.length, name, seed)
                    .isLessThanOrEqualTo(allowed);
        }
        assertThat(refused).as("refused cases").isGreaterThan(CASES / 10);
    }

    private static long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** Reads everything and returns 1 if anything was refused. */
    private static int readAll(Path path, int seed) {
        int refused = 0;
        try (ArrayFile file = ArrayFile.open(path)) {
            for (String name : file.names()) {
                try {
                    NumericArray array = file.read(name);
                    assertThat(array.values()).as("seed %d", seed).isNotNull();
                } catch (NtkException e) {
                    requireGood(e);
                    refused = 1;
                }
            }
        } catch (NtkException e) {
            requireGood(e);
            refused = 1;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("seed " + seed + ": " + e, e);
        }
        return refused;
    }

    private static void requireGood(NtkException e) {
        assertThat(e.getMessage()).matches("\\P{Cntrl}+").hasSizeLessThan(2000);
    }

    private static byte[] damaged(byte[] bytes, int headers, SplittableRandom random) {
        if (bytes.length < 2) {
            return bytes;
        }
        // Half of the damage near the beginning, where lengths and names are; zip archives have theirs at the end.
        int reach = random.nextBoolean() ? Math.min(headers, bytes.length) : bytes.length;
        int at = random.nextBoolean() ? random.nextInt(reach) : bytes.length - 1 - random.nextInt(reach);
        int length = random.nextInt(1, 9);
        int end = Math.min(bytes.length, at + length);
        return switch (random.nextInt(6)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, at, length, random);
            case 2 -> spliced(bytes, at, end, 0, random);
            case 3 -> filled(bytes, at, end, (byte) random.nextInt(-1, 1));
            case 4 -> filled(bytes, at, at + 1, (byte) ('0' + random.nextInt(10)));
            default -> filled(bytes, at, at + 1, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
        };
    }

    private static byte[] filled(byte[] bytes, int from, int to, byte value) {
        byte[] result = bytes.clone();
        Arrays.fill(result, from, to, value);
        return result;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, int inserted, SplittableRandom random) {
        byte[] result = new byte[bytes.length - (to - from) + inserted];
        System.arraycopy(bytes, 0, result, 0, from);
        for (int i = 0; i < inserted; i++) {
            result[from + i] = (byte) random.nextInt();
        }
        System.arraycopy(bytes, to, result, from + inserted, bytes.length - to);
        return result;
    }
}
