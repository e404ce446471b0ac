package io.ntk.api.random;

/** A table of the signs for every byte, with which one copy turns eight bits into eight signs. */
final class SignTable {
    private static final float[] SIGNS = signs();

    private SignTable() {}

    private static float[] signs() {
        float[] signs = new float[256 * 8];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = 1 - 2 * (((i / 8) >>> (i % 8)) & 1);
        }
        return signs;
    }

    /** Writes +1 for a 0 bit and −1 for a 1 bit, starting with the lowest bit. */
    static void expand(long bits, float[] out, int offset, int count) {
        for (int done = 0; done < count; done += 8) {
            int signs = (int) (bits >>> done) & 0xff;
            System.arraycopy(SIGNS, signs * 8, out, offset + done, Math.min(8, count - done));
        }
    }
}
