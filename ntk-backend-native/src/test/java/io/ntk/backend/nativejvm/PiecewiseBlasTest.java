package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Products in pieces are the products, and nothing beside C is written. */
final class PiecewiseBlasTest {
    private static final double BESIDE = 77;

    /** About how many elements of a product are computed again. */
    private static final int CHECKED = 200;

    private static final int MARGIN = 64;

    private final Blas blas = new PiecewiseBlas(OpenBlas.load(1));
    private final MemoryPool pool = new MemoryPool(blas, 0);
    private final List<Memory> matrices = new ArrayList<>();

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
        for (Precision precision : Precision.values()) {
            for (boolean transposeA : new boolean[] {false, true}) {
                for (boolean transposeB : new boolean[] {false, true}) {
                    for (double beta : new double[] {0, 1}) {
                        check(precision, transposeA, transposeB, m, n, k, gap, beta);
                    }
                }
            }
        }
    }

    private void check(
            Precision precision, boolean transposeA, boolean transposeB, int m, int n, int k, int gap, double beta) {
        int lda = (transposeA ? m : k) + gap;
        int ldb = (transposeB ? k : n) + gap;
        int ldc = n + gap;
        Values a = random(precision, (transposeA ? k : m) * lda, 1);
        Values b = random(precision, (transposeB ? n : k) * ldb, 2);
        Values c = values(precision, m * ldc + 2 * MARGIN);
        for (int i = 0; i < c.size(); i++) {
            c.put(i, BESIDE);
        }
        blas.multiply(
                1,
                new MatrixView(a.memory(), 0, m, k, lda, transposeA),
                new MatrixView(b.memory(), 0, k, n, ldb, transposeB),
                beta,
                c.memory().matrix(MARGIN, m, n, ldc));
        SplittableRandom sample = new SplittableRandom(3);
        for (int i = 0; i < c.size(); i++) {
            int row = (i - MARGIN) / ldc;
            int column = i - MARGIN - row * ldc;
            boolean isInside = i >= MARGIN && row < m && column < n;
            if (!isInside) {
                assertThat(c.get(i)).as("beside C at " + (i - MARGIN)).isEqualTo(BESIDE);
            } else if (sample.nextInt(m * n) < CHECKED) {
                double sum = 0;
                double magnitude = beta * BESIDE;
                for (int p = 0; p < k; p++) {
                    double product = a.get(transposeA ? p * lda + row : row * lda + p)
                            * b.get(transposeB ? column * ldb + p : p * ldb + column);
                    sum += product;
                    magnitude += Math.abs(product);
                }
                // Rounding errors of either sign cancel to far less than one of each product.
                assertThat(c.get(i)).isCloseTo(sum + beta * BESIDE, within(4 * precision.epsilon() * magnitude));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 100_000, 10_000_000})
    void memoryBeginsAtACacheLine(int bytes) {
        Blas.Allocation allocation = blas.allocate(bytes);
        try {
            ByteBuffer memory = allocation.buffer();
            assertThat(memory.capacity()).isEqualTo(bytes);
            assertThat(memory.position()).isZero();
            assertThat(memory.alignmentOffset(0, 64)).isZero();
            assertThat(allocation.address() % 64).isZero();
        } finally {
            allocation.release().run();
        }
    }

    @AfterEach
    void free() {
        matrices.forEach(Memory::close);
        pool.close();
    }

    /** A matrix in either precision. */
    private record Values(Memory memory) {
        int size() {
            return memory.elements();
        }

        double get(int i) {
            return memory.precision() == Precision.FLOAT32 ? memory.floats.get(i) : memory.doubles.get(i);
        }

        void put(int i, double value) {
            if (memory.precision() == Precision.FLOAT32) {
                memory.floats.put(i, (float) value);
            } else {
                memory.doubles.put(i, value);
            }
        }
    }

    private Values values(Precision precision, int count) {
        Values values = new Values(Memory.of(pool, precision, count));
        matrices.add(values.memory());
        return values;
    }

    private Values random(Precision precision, int count, long seed) {
        Values values = values(precision, count);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < count; i++) {
            values.put(i, random.nextDouble(-1, 1));
        }
        return values;
    }
}
