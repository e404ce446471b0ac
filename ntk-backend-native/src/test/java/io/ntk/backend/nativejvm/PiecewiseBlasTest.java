package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products in pieces are the products, and nothing beside C is written. */
final class PiecewiseBlasTest {
    private static final float BESIDE = 77;
    private static final int MARGIN = 64;

    private final Blas blas = new PiecewiseBlas(OpenBlas.load());

    /** Some around the limits of pieces, others at random. */
    static Stream<Arguments> shapes() {
        SplittableRandom random = new SplittableRandom(1);
        Stream<Arguments> chosen = Stream.of(
                Arguments.of(1250, 128, 128, 3),
                Arguments.of(133, 1664, 250, 5),
                Arguments.of(250, 1664, 133, 0),
                Arguments.of(1, 1, 1, 0),
                Arguments.of(1000, 100, 10, 1),
                Arguments.of(1001, 100, 10, 1),
                Arguments.of(300, 200, 150, 0),
                Arguments.of(17, 5000, 37, 7));
        Stream<Arguments> others = Stream.generate(() -> Arguments.of(
                        1 + random.nextInt(400), 1 + random.nextInt(400), 1 + random.nextInt(300), random.nextInt(9)))
                .limit(60);
        return Stream.concat(chosen, others);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void piecesAreTheProduct(int m, int n, int k, int gap) {
        for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean transposeB : new boolean[] {false, true}) {
                for (double beta : new double[] {0, 1}) {
                    floats(transposeA, transposeB, m, n, k, gap, beta);
                    doubles(transposeA, transposeB, m, n, k, gap, beta);
                }
            }
        }
    }

    private void floats(boolean transposeA, boolean transposeB, int m, int n, int k, int gap, double beta) {
        int lda = (transposeA ? m : k) + gap;
        int ldb = (transposeB ? k : n) + gap;
        int ldc = n + gap;
        FloatBuffer a = floats((transposeA ? k : m) * lda, 1);
        FloatBuffer b = floats((transposeB ? n : k) * ldb, 2);
        FloatBuffer c = memory(4 * (m * ldc + 2 * MARGIN)).asFloatBuffer();
        for (int i = 0; i < c.capacity(); i++) {
            c.put(i, BESIDE);
        }
        blas.gemm(
                transposeA,
                transposeB,
                m,
                n,
                k,
                1,
                a,
                lda,
                b,
                ldb,
                beta,
                c.duplicate().position(MARGIN),
                ldc);
        SplittableRandom sample = new SplittableRandom(3);
        for (int i = 0; i < c.capacity(); i++) {
            int row = (i - MARGIN) / ldc;
            int column = i - MARGIN - row * ldc;
            boolean isInside = i >= MARGIN && row < m && column < n;
            if (!isInside) {
                assertThat(c.get(i)).as("beside C at " + (i - MARGIN)).isEqualTo(BESIDE);
            } else if (sample.nextInt(m * n) < 200) {
                double sum = beta * BESIDE;
                for (int p = 0; p < k; p++) {
                    sum += (double) a.get(transposeA ? p * lda + row : row * lda + p)
                            * b.get(transposeB ? column * ldb + p : p * ldb + column);
                }
                assertThat((double) c.get(i)).isCloseTo(sum, within(1e-6 * (k + 100)));
            }
        }
    }

    private void doubles(boolean transposeA, boolean transposeB, int m, int n, int k, int gap, double beta) {
        int lda = (transposeA ? m : k) + gap;
        int ldb = (transposeB ? k : n) + gap;
        int ldc = n + gap;
        DoubleBuffer a = doubles((transposeA ? k : m) * lda, 1);
        DoubleBuffer b = doubles((transposeB ? n : k) * ldb, 2);
        DoubleBuffer c = memory(8 * (m * ldc + 2 * MARGIN)).asDoubleBuffer();
        for (int i = 0; i < c.capacity(); i++) {
            c.put(i, BESIDE);
        }
        blas.gemm(
                transposeA,
                transposeB,
                m,
                n,
                k,
                1,
                a,
                lda,
                b,
                ldb,
                beta,
                c.duplicate().position(MARGIN),
                ldc);
        SplittableRandom sample = new SplittableRandom(3);
        for (int i = 0; i < c.capacity(); i++) {
            int row = (i - MARGIN) / ldc;
            int column = i - MARGIN - row * ldc;
            boolean isInside = i >= MARGIN && row < m && column < n;
            if (!isInside) {
                assertThat(c.get(i)).as("beside C at " + (i - MARGIN)).isEqualTo(BESIDE);
            } else if (sample.nextInt(m * n) < 200) {
                double sum = beta * BESIDE;
                for (int p = 0; p < k; p++) {
                    sum += a.get(transposeA ? p * lda + row : row * lda + p)
                            * b.get(transposeB ? column * ldb + p : p * ldb + column);
                }
                assertThat(c.get(i)).isCloseTo(sum, within(1e-15 * (k + 100)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 63, 64, 65, 100_000, 10_000_000})
    void memoryBeginsAtACacheLine(long bytes) {
        ByteBuffer memory = blas.allocate(bytes).buffer();
        assertThat(memory.capacity()).isEqualTo((int) bytes);
        assertThat(memory.position()).isZero();
        assertThat(memory.alignmentOffset(0, 64)).isZero();
    }

    private ByteBuffer memory(int bytes) {
        return blas.allocate(bytes).buffer();
    }

    private FloatBuffer floats(int count, long seed) {
        FloatBuffer values = memory(4 * count).asFloatBuffer();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            values.put(i, (float) random.nextDouble(-1, 1));
        }
        return values;
    }

    private DoubleBuffer doubles(int count, long seed) {
        DoubleBuffer values = memory(8 * count).asDoubleBuffer();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            values.put(i, random.nextDouble(-1, 1));
        }
        return values;
    }
}
