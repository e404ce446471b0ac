package io.ntk.api.random;

/**
 * The distribution of one element of a random probe vector, mean 0 and variance 1.
 *
 * <p>An element is a pure function of (seed, probe index, element index), where elements are numbered row-major. So the
 * same seed gives the same probes on every backend, thread count and partition, and probes can be extended without
 * changing what was drawn. The generator is {@link CounterGenerator}; the arithmetic is exactly rounded throughout, so
 * the bits agree on every machine.
 */
public enum ProbeDistribution {
    /** +1 or −1 with equal probability. */
    RADEMACHER {
        @Override
        public void fill(long seed, long probe, long firstElement, double[] out, int offset, int count) {
            CounterGenerator generator = new CounterGenerator(seed, probe);
            int done = 0;
            while (done < count) {
                long element = firstElement + done;
                long bits = generator.word(element >>> 6) >>> (element & 63);
                int run = (int) Math.min(64 - (element & 63), count - done);
                for (int i = 0; i < run; i++) {
                    out[offset + done + i] = 1 - 2 * (int) ((bits >>> i) & 1);
                }
                done += run;
            }
        }

        @Override
        public void fill(long seed, long probe, long firstElement, float[] out, int offset, int count) {
            CounterGenerator generator = new CounterGenerator(seed, probe);
            int done = 0;
            while (done < count) {
                long element = firstElement + done;
                long bits = generator.word(element >>> 6) >>> (element & 63);
                int run = (int) Math.min(64 - (element & 63), count - done);
                SignTable.expand(bits, out, offset + done, run);
                done += run;
            }
        }
    },

    /** Standard normal. */
    GAUSSIAN {
        @Override
        public void fill(long seed, long probe, long firstElement, double[] out, int offset, int count) {
            CounterGenerator generator = new CounterGenerator(seed, probe);
            for (int i = 0; i < count; i++) {
                out[offset + i] = NormalQuantile.of(generator.uniform(firstElement + i));
            }
        }

        @Override
        public void fill(long seed, long probe, long firstElement, float[] out, int offset, int count) {
            CounterGenerator generator = new CounterGenerator(seed, probe);
            for (int i = 0; i < count; i++) {
                out[offset + i] = (float) NormalQuantile.of(generator.uniform(firstElement + i));
            }
        }
    };

    /**
     * Some consecutive elements of a probe.
     *
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param firstElement the row-major index of the first element wanted
     * @param out receives the elements
     * @param offset where the first one goes
     * @param count how many
     */
    public abstract void fill(long seed, long probe, long firstElement, double[] out, int offset, int count);

    /**
     * The same elements, rounded to float32.
     *
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param firstElement the row-major index of the first element wanted
     * @param out receives the elements
     * @param offset where the first one goes
     * @param count how many
     */
    public abstract void fill(long seed, long probe, long firstElement, float[] out, int offset, int count);
}
