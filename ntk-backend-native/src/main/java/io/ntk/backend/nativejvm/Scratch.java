package io.ntk.backend.nativejvm;

/**
 * An array on the heap, small enough for the cache, on which element-wise loops run: the compiler vectorises loops over
 * arrays, not over memory outside the heap. One of the two arrays is in use, by the precision it was made in.
 */
final class Scratch {
    static final float[] NO_FLOATS = {};
    static final double[] NO_DOUBLES = {};

    final float[] floats;
    final double[] doubles;

    Scratch(float[] floats) {
        this.floats = floats;
        this.doubles = NO_DOUBLES;
    }

    Scratch(double[] doubles) {
        this.floats = NO_FLOATS;
        this.doubles = doubles;
    }

    /** The array in use. */
    Object array() {
        return floats == NO_FLOATS ? doubles : floats;
    }
}
