package io.ntk.api.random;

/**
 * A counter-based generator: the i-th word of stream (seed, stream) is computed directly from i.
 *
 * <p>It is the SplitMix64 sequence (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA
 * 2014, with Stafford's thirteenth mixer) started from a key that hashes seed and stream. Its additive state allows
 * random access to any position.
 */
public final class CounterGenerator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long key;

    /**
     * Chooses a stream.
     *
     * @param seed the seed
     * @param stream the number of the stream, such as a probe index
     */
    public CounterGenerator(long seed, long stream) {
        this.key = mix(mix(seed + GOLDEN_GAMMA) ^ mix(stream - GOLDEN_GAMMA));
    }

    /**
     * {@return 64 uniform bits}
     *
     * @param counter the position in the stream
     */
    public long word(long counter) {
        return mix(key + (counter + 1) * GOLDEN_GAMMA);
    }

    /**
     * {@return a uniform number in (0, 1), an odd multiple of 2⁻⁵³}
     *
     * @param counter the position in the stream
     */
    public double uniform(long counter) {
        return ((word(counter) >>> 12) + 0.5) * 0x1p-52;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
