package io.ntk.api.random;

/**
 * The distribution of the elements of a random probe vector, with mean 0 and variance 1.
 *
 * <p>An element is a pure function of (seed, probe index, element index), where elements are numbered in row-major
 * order. The same seed therefore gives the same probes on every backend, with any number of threads or partitions, and
 * more probes can be drawn without changing the earlier ones. The generator is {@link CounterGenerator}; the arithmetic
 * is exactly rounded throughout, so the bits agree on every machine.
 */
public enum ProbeDistribution {
    /** +1 or −1 with equal probability. */
    RADEMACHER {
        @Override
        public void fill(long seed, long probe, long firstElement, double[] out, int offset, int count) {
            forEachWord(seed, probe, firstElement, count, (bits, done, run) -> {
                for (int i = 0; i < run; i++) {
                    out[offset + done + i] = 1 - 2 * (int) ((bits >>> i) & 1);
                }
            });
        }

        @Override
        public void fill(long seed, long probe, long firstElement, float[] out, int offset, int count) {
            forEachWord(
                    seed,
                    probe,
                    firstElement,
                    count,
                    (bits, done, run) -> SignTable.expand(bits, out, offset + done, run));
        }

        private void forEachWord(long seed, long probe, long firstElement, int count, SignWriter writer) {
            CounterGenerator generator = new CounterGenerator(seed, probe);
            int run;
            for (int done = 0; done < count; done += run) {
                long element = firstElement + done;
                run = (int) Math.min(64 - (element & 63), count - done);
                writer.write(generator.word(element >>> 6) >>> (element & 63), done, run);
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
     * Computes consecutive elements of a probe.
     *
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param firstElement the row-major index of the first element
     * @param out receives the elements
     * @param offset the index in {@code out} of the first element
     * @param count the number of elements
     */
    public abstract void fill(long seed, long probe, long firstElement, double[] out, int offset, int count);

    /**
     * Computes the same elements, rounded to float32.
     *
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param firstElement the row-major index of the first element
     * @param out receives the elements
     * @param offset the index in {@code out} of the first element
     * @param count the number of elements
     */
    public abstract void fill(long seed, long probe, long firstElement, float[] out, int offset, int count);

    /** Writes the signs that one word of the generator holds, the lowest bit first. */
    private interface SignWriter {
        void write(long bits, int done, int count);
    }
}
