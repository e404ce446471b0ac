package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.nio.Buffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What estimates from shared probes take beside their two linearizations, counted where memory comes from. */
class PeakMemoryTest {
    private static final int TRIALS = 100;
    private static final int STEPS = 10;
    private static final int HIDDEN = 64;

    /** So many that what an LSTM needs of all of them at once would be more than a block. */
    private static final int COLUMNS = 50;

    private static final long VALUES = (long) TRIALS * STEPS * HIDDEN * COLUMNS;
    private static final long PLENTY = 1L << 32;

    /** Counts the bytes that were allocated and not freed, blocks that a pool keeps included. */
    private static final class Counting implements Blas {
        private final Blas blas = OpenBlas.load(1);
        private long live;
        private long peak;

        synchronized void startAnew() {
            peak = live;
        }

        synchronized long live() {
            return live;
        }

        synchronized long peak() {
            return peak;
        }

        private synchronized void count(long bytes) {
            live += bytes;
            peak = Math.max(peak, live);
        }

        @Override
        public String description() {
            return blas.description();
        }

        @Override
        public boolean isFastOnFewRows(Precision precision, int depth) {
            return blas.isFastOnFewRows(precision, depth);
        }

        @Override
        public Allocation allocate(long bytes) {
            Allocation made = blas.allocate(bytes);
            count(bytes);
            return new Allocation(made.buffer(), made.address(), () -> {
                count(-bytes);
                made.release().run();
            });
        }

        @Override
        public long address(Buffer buffer) {
            return blas.address(buffer);
        }

        @Override
        public void multiply(double alpha, MatrixView a, MatrixView b, double beta, MatrixView c) {
            blas.multiply(alpha, a, b, beta, c);
        }
    }

    private static Problem problem(Cell cell, Precision precision) {
        RecurrentModel model = new RecurrentModel("a cell", cell, 3, HIDDEN);
        double[] theta = new double[model.layout().size()];
        ProbeDistribution.GAUSSIAN.fill(1, 0, 0, theta, 0, theta.length);
        for (int i = 0; i < theta.length; i++) {
            theta[i] /= Math.sqrt(HIDDEN);
        }
        double[] inputs = new double[TRIALS * STEPS * 3];
        ProbeDistribution.GAUSSIAN.fill(2, 0, 0, inputs, 0, inputs.length);
        return new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(TRIALS, STEPS, 3, inputs))
                .withPrecision(precision);
    }

    private static AutodiffBackend backend(Blas blas, long limit) {
        return new NativeBackend(new Engine(
                blas,
                new Workers(2),
                new MemoryPool(blas, limit),
                BackendOptions.defaults().withMemoryLimit(limit)));
    }

    /** What an estimate does with the probes' images under two kernels. */
    private enum Estimate {
        /** Their inner products, for which the second images need not be kept. */
        ALIGNMENT,
        /** More, for which they do. */
        DISTANCE
    }

    /** The peak beside what linearizations hold, with the blocks of the estimate. */
    private static long peak(Estimate estimate, Cell cell, Precision precision, long limit) {
        Counting counting = new Counting();
        Problem problem = problem(cell, precision);
        try (AutodiffBackend backend = backend(counting, limit);
                Linearization before = backend.linearize(problem);
                Linearization after = backend.linearize(problem)) {
            long held = counting.live();
            counting.startAnew();
            try (MultiVector probes = before.observationSpace().probes(ProbeDistribution.RADEMACHER, 3, 0, COLUMNS);
                    MultiVector one = before.ntk().times(probes)) {
                if (estimate == Estimate.ALIGNMENT) {
                    after.ntk().pairDots(probes, one);
                } else {
                    try (MultiVector other = after.ntk().times(probes)) {
                        other.axpy(-1, one);
                    }
                }
            }
            return counting.peak() - held;
        }
    }

    private static Stream<Cell> cells() {
        return Stream.of(new GruCell(true), new LstmCell(true));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void anAlignmentTakesAtMostThreeBlocks(Cell cell) {
        for (Precision precision : Precision.values()) {
            assertThat(peak(Estimate.ALIGNMENT, cell, precision, PLENTY))
                    .as(precision.label())
                    .isLessThan(3 * VALUES * precision.bytes())
                    // Probes and one product.
                    .isGreaterThanOrEqualTo(2 * VALUES * precision.bytes());
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aDistanceTakesAtMostFourBlocks(Cell cell) {
        for (Precision precision : Precision.values()) {
            assertThat(peak(Estimate.DISTANCE, cell, precision, PLENTY))
                    .as(precision.label())
                    .isLessThan(4 * VALUES * precision.bytes())
                    // Probes and both products.
                    .isGreaterThanOrEqualTo(3 * VALUES * precision.bytes());
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aProductStaysWithinTheMemoryLimitBesideItsOperands(Precision precision) {
        Cell cell = new GruCell(true);
        for (Estimate estimate : Estimate.values()) {
            long operands = (estimate == Estimate.ALIGNMENT ? 2 : 3) * VALUES * precision.bytes();
            long unlimited = peak(estimate, cell, precision, PLENTY) - operands;
            long limit = unlimited / 2;
            assertThat(peak(estimate, cell, precision, limit) - operands)
                    .as(estimate.name())
                    .isPositive()
                    .isLessThanOrEqualTo(limit);
        }
    }
}
