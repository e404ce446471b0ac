package io.ntk.cli.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A stream of pickles cut into its instructions, and what may go wrong with them. What follows the last pickle is one piece. */
final class Instructions {
    private static final String NO_ARGUMENT =
            "(.012NQRab}delostu)]\u0081\u0085\u0086\u0087\u0088\u0089\u008f\u0090\u0091" + "\u0092\u0093\u0094";
    private static final String LINES = "FILPSVgp";
    private static final String TWO_LINES = "ci";
    private static final long[] EXTREMES = {
        0, 1, -1, 255, 65535, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, 1L << 60, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final List<String> NAMES = List.of(
            "os\nsystem\n",
            "torch._utils\n_rebuild_tensor\n",
            "torch._utils\n_rebuild_tensor_v3\n",
            "torch._utils\n_rebuild_parameter\n",
            "torch._utils\n_rebuild_qtensor\n",
            "torch._utils\n_rebuild_meta_tensor_no_storage\n",
            "torch.storage\n_load_from_bytes\n",
            "torch\nBFloat16Storage\n",
            "torch\nComplexDoubleStorage\n",
            "torch\nUntypedStorage\n",
            "torch\nSize\n",
            "collections\nOrderedDict\n",
            "numpy._core.numeric\n_frombuffer\n",
            "numpy.core.multiarray\n_reconstruct\n",
            "_codecs\nencode\n");

    private final List<byte[]> pieces;

    private Instructions(List<byte[]> pieces) {
        this.pieces = pieces;
    }

    static Instructions of(byte[] pickles) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < pickles.length) {
            int length = length(pickles, at);
            if (length == 0 || length > pickles.length - at) {
                length = pickles.length - at;
            }
            pieces.add(Arrays.copyOfRange(pickles, at, at + length));
            at += length;
        }
        return new Instructions(pieces);
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pieces.forEach(out::writeBytes);
        return out.toByteArray();
    }

    void damage(SplittableRandom random) {
        int at = random.nextInt(pieces.size());
        int other = random.nextInt(pieces.size());
        byte[] piece = pieces.get(at);
        switch (random.nextInt(8)) {
            case 0 -> {
                pieces.set(at, pieces.get(other));
                pieces.set(other, piece);
            }
            case 1 -> pieces.add(at, pieces.get(other));
            case 2 -> {
                if (pieces.size() > 1) {
                    pieces.remove(at);
                }
            }
            case 3 -> pieces.set(at, new byte[] {(byte) NO_ARGUMENT.charAt(random.nextInt(NO_ARGUMENT.length()))});
            case 4 -> pieces.add(at, named(random));
            case 5 -> pieces.set(nextName(at), named(random));
            default -> pieces.set(at, withNumber(piece, random));
        }
    }

    private static byte[] named(SplittableRandom random) {
        return ("c" + NAMES.get(random.nextInt(NAMES.size()))).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** {@return the place of a name at or after this piece, or of this piece if there is none} */
    private int nextName(int from) {
        for (int i = from; i < pieces.size(); i++) {
            if (pieces.get(i)[0] == 'c') {
                return i;
            }
        }
        return from;
    }

    /** {@return an instruction whose number, an index, a length or a value, is another one} */
    private static byte[] withNumber(byte[] piece, SplittableRandom random) {
        long number = random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextInt(-9, 99);
        if (LINES.indexOf(piece[0]) >= 0) {
            return ((char) piece[0] + Long.toString(number) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        }
        byte[] result = piece.clone();
        int bytes = Math.min(piece.length - 1, Math.max(fixed(piece[0]), counted(piece[0])));
        byte[] littleEndian = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
        System.arraycopy(littleEndian, 0, result, 1, bytes);
        return result;
    }

    private static int length(byte[] bytes, int at) {
        byte code = bytes[at];
        if (NO_ARGUMENT.indexOf(code & 0xff) >= 0) {
            return 1;
        }
        if (LINES.indexOf(code) >= 0) {
            return lineEnd(bytes, at) - at;
        }
        if (TWO_LINES.indexOf(code) >= 0) {
            return lineEnd(bytes, lineEnd(bytes, at)) - at;
        }
        int size = counted(code);
        if (size == 0) {
            return fixed(code) == 0 ? 0 : 1 + fixed(code);
        }
        long count = 0;
        for (int i = 0; i < size && at + 1 + i < bytes.length; i++) {
            count |= (bytes[at + 1 + i] & 0xffL) << (8 * i);
        }
        return count < 0 || count > bytes.length ? 0 : 1 + size + (int) count;
    }

    private static int lineEnd(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(bytes.length, end + 1);
    }

    /** {@return the size of the length before a string} */
    private static int counted(byte code) {
        return switch (code & 0xff) {
            case 'U', 'C', 0x8a, 0x8c -> 1;
            case 'T', 'X', 'B', 0x8b -> 4;
            case 0x8d, 0x8e, 0x96 -> 8;
            default -> 0;
        };
    }

    /** {@return the size of a number of fixed length} */
    private static int fixed(byte code) {
        return switch (code & 0xff) {
            case 'K', 'h', 'q', 0x80, 0x82 -> 1;
            case 'M', 0x83 -> 2;
            case 'J', 'j', 'r', 0x84 -> 4;
            case 'G', 0x95 -> 8;
            default -> 0;
        };
    }
}
