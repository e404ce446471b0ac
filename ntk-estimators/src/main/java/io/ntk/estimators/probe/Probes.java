package io.ntk.estimators.probe;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.estimators.linalg.ThinQr;

/**
 * A sequence of random probes of one distribution. Any block of it can be drawn.
 *
 * <p>Probe i depends on the seed and i alone, except that orthonormal probes are orthonormal among those of one block: they
 * are √n Q for the thin factorisation Y = Q R of the Gaussian probes Y of the block, where R depends on YᵀY alone, so that
 * Q is Haar-distributed.
 *
 * @param space the space of the probes
 * @param kind their distribution
 * @param seed the seed
 * @param origin the index of the first probe of the sequence; sequences that must be independent start far apart
 */
public record Probes(VectorSpace space, ProbeKind kind, long seed, long origin) {
    /** The distance between the origins of sequences that must be independent. */
    private static final long STRIDE = 1L << 40;

    /**
     * {@return the sequence that starts at probe 0}
     *
     * @param space the space of the probes
     * @param kind their distribution
     * @param seed the seed
     */
    public static Probes of(VectorSpace space, ProbeKind kind, long seed) {
        return new Probes(space, kind, seed, 0);
    }

    /** {@return a sequence of the same distribution, independent of this sequence and of its predecessors} */
    public Probes next() {
        return new Probes(space, kind, seed, origin + STRIDE);
    }

    /**
     * Some consecutive probes.
     *
     * @param first the index of the first one in the sequence, from 0
     * @param columns how many, at least 1; for orthonormal probes at most n
     * @return the block; the caller closes it
     */
    public MultiVector block(long first, int columns) {
        ProbeDistribution distribution =
                kind == ProbeKind.RADEMACHER ? ProbeDistribution.RADEMACHER : ProbeDistribution.GAUSSIAN;
        MultiVector block = space.probes(distribution, seed, origin + first, columns);
        try {
            switch (kind) {
                case RADEMACHER, GAUSSIAN -> {}
                case SPHERE -> normalise(block);
                case ORTHONORMAL -> orthonormalise(block);
            }
        } catch (RuntimeException | Error e) {
            block.close();
            throw e;
        }
        return block;
    }

    private static void normalise(MultiVector block) {
        double radius = Math.sqrt((double) block.space().order());
        double[] factors = block.norms();
        for (int j = 0; j < factors.length; j++) {
            factors[j] = radius / factors[j];
        }
        block.scaleColumns(factors);
    }

    private static void orthonormalise(MultiVector block) {
        try (ThinQr qr = ThinQr.of(block)) {
            block.set(qr.q());
        }
        block.scale(Math.sqrt((double) block.space().order()));
    }
}
