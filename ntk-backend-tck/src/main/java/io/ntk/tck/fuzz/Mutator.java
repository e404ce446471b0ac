package io.ntk.tck.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages bytes, a function of the seed alone: truncates, removes, repeats, inserts, overwrites, and splices in hostile words. */
final class Mutator {
    /** Where formats keep lengths and names: at the beginning, and zip archives at the end. */
    private static final int HEADERS = 2000;

    private final List<String> words;

    /** A mutator of one format, which reads {@code words} as more than bytes. */
    Mutator(List<String> words) {
        this.words = List.copyOf(words);
    }

    byte[] mutate(byte[] original, SplittableRandom random) {
        byte[] damaged = original;
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged = damaged(damaged, random);
        }
        return damaged;
    }

    private byte[] damaged(byte[] bytes, SplittableRandom random) {
        if (bytes.length < 2) {
            return bytes;
        }
        int reach = random.nextBoolean() ? Math.min(HEADERS, bytes.length) : bytes.length;
        int at = random.nextBoolean() ? random.nextInt(reach) : bytes.length - 1 - random.nextInt(reach);
        int length = random.nextInt(1, 9);
        int end = Math.min(bytes.length, at + length);
        return switch (random.nextInt(12)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, at, noise(length, random));
            case 2 -> spliced(bytes, at, end, new byte[0]);
            case 3 -> filled(bytes, at, end, (byte) random.nextInt(-1, 1));
            case 4 -> filled(bytes, at, at + 1, (byte) ('0' + random.nextInt(10)));
            case 5 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 8 * length)));
            case 6, 7 -> spliced(bytes, at, random.nextBoolean() ? at : end, word(random));
            // These keep the length, so that positions which the file tells of stay right.
            case 8 -> overwritten(bytes, at, word(random));
            case 9 -> overwritten(bytes, at - at % Integer.BYTES, number(bytes.length, random));
            case 10 -> overwritten(bytes, at - at % Long.BYTES, elsewhere(bytes, random));
            default -> filled(bytes, at, at + 1, (byte) (bytes[at] ^ (1 << random.nextInt(8))));
        };
    }

    private byte[] word(SplittableRandom random) {
        return words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8);
    }

    /** {@return a number that a length or a position could be, of one of the usual widths, its last byte first} */
    private static byte[] number(int length, SplittableRandom random) {
        long value = switch (random.nextInt(4)) {
            case 0 -> random.nextInt(-2, 3);
            case 1 -> random.nextInt(length + 1);
            case 2 -> 1L << random.nextInt(64);
            default -> (1L << random.nextInt(64)) - 1;
        };
        byte[] number = new byte[1 << random.nextInt(4)];
        for (int i = 0; i < number.length; i++) {
            number[i] = (byte) (value >> (8 * i));
        }
        return number;
    }

    /** {@return what stands in another place, such as the position of something else} */
    private static byte[] elsewhere(byte[] bytes, SplittableRandom random) {
        int from = random.nextInt(bytes.length);
        from -= from % Long.BYTES;
        return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + Long.BYTES));
    }

    private static byte[] overwritten(byte[] bytes, int at, byte[] by) {
        byte[] result = bytes.clone();
        System.arraycopy(by, 0, result, at, Math.min(by.length, bytes.length - at));
        return result;
    }

    private static byte[] noise(int length, SplittableRandom random) {
        byte[] noise = new byte[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (byte) random.nextInt();
        }
        return noise;
    }

    private static byte[] filled(byte[] bytes, int from, int to, byte value) {
        byte[] result = bytes.clone();
        Arrays.fill(result, from, to, value);
        return result;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] inserted) {
        byte[] result = new byte[bytes.length - (to - from) + inserted.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(inserted, 0, result, from, inserted.length);
        System.arraycopy(bytes, to, result, from + inserted.length, bytes.length - to);
        return result;
    }
}
