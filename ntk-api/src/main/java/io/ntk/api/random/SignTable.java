package io.ntk.api.random;

/** The signs of all bytes, so that eight bits become eight signs in one copy. */
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

    /** Writes +1 for a bit that is 0 and −1 for one that is 1, the lowest bit first. */
    static void expand(long bits, float[] out, int offset, int count) {
        for (int done = 0; done < count; done += 8) {
            int signs = (int) (bits >>> done) & 0xff;
            System.arraycopy(SIGNS, signs * 8, out, offset + done, Math.min(8, count - done));
        }
    }
}
