package io.ntk.tck.faulty;

import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.BackendProvider;
import io.ntk.tck.MultiVectorContract;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each mistake in a block of vectors fails the check meant for it. */
class FaultyBlocksTest {
    @Test
    @DisplayName("blocks without a fault pass")
    void noFault() {
        Verdict.of(NoFault.class).expectSuccess();
    }

    static class NoFault extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks(FaultyMultiVector::new));
        }
    }

    @Test
    @DisplayName("probes numbered in the order of storage [T, B, H] fail")
    void numbersProbesByStorage() {
        Verdict.of(NumbersProbesByStorage.class)
                .expectFailure("probes", "RADEMACHER probes of seed 0 from 0", "probesOfWhatIsPresent");
    }

    static class NumbersProbesByStorage extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks((space, right) -> new FaultyMultiVector(space, right) {
                @Override
                public void fill(ProbeDistribution distribution, long seed, long first) {
                    right.fill(distribution, seed, first);
                    for (int j = 0; j < right.columns(); j++) {
                        right.setColumn(j, swapTrialsAndSteps(space.shape(), right.toArray(j)));
                    }
                }
            }));
        }

        private static double[] swapTrialsAndSteps(IndexShape shape, double[] column) {
            if (shape.axes().size() < 3) {
                return column;
            }
            int trials = shape.axes().get(0).size();
            int steps = shape.axes().get(1).size();
            int width = shape.axes().get(2).size();
            double[] swapped = new double[column.length];
            for (int i = 0; i < column.length; i++) {
                int row = i / width;
                swapped[i] = column[(row % steps * trials + row / steps) * width + i % width];
            }
            return swapped;
        }
    }

    @Test
    @DisplayName("inner products accumulated in float32 fail")
    void accumulatesInFloat32() {
        Verdict.of(AccumulatesInFloat32.class).expectFailure("accumulatesInFloat64", "dots", "innerProducts");
    }

    static class AccumulatesInFloat32 extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks((space, right) -> new FaultyMultiVector(space, right) {
                @Override
                public double[] dots(MultiVector y) {
                    double[] dots = super.dots(y);
                    for (int j = 0; j < dots.length; j++) {
                        double[] own = toArray(j);
                        double[] other = y.toArray(j);
                        float sum = 0;
                        for (int i = 0; i < own.length; i++) {
                            sum += (float) (own[i] * other[i]);
                        }
                        dots[j] = sum;
                    }
                    return dots;
                }
            }));
        }
    }

    @Test
    @DisplayName("a copy that shares the original's storage fails")
    void sharesCopies() {
        Verdict.of(SharesCopies.class).expectFailure("copies", "deeply equal", "scales");
    }

    static class SharesCopies extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks((space, right) -> new FaultyMultiVector(space, right) {
                @Override
                public MultiVector copyColumns(int from, int to) {
                    MultiVector copy = super.copyColumns(from, to);
                    if (to - from < columns()) {
                        return copy;
                    }
                    copy.close();
                    return space.block(right);
                }
            }));
        }
    }

    @Test
    @DisplayName("a product that ignores its factor fails")
    void ignoresTheFactor() {
        Verdict.of(IgnoresTheFactor.class)
                .expectFailure("updates", "0.5 Y C + 1.0 X", "overwrites", "updatesWithItself");
    }

    static class IgnoresTheFactor extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks((space, right) -> new FaultyMultiVector(space, right) {
                @Override
                public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
                    super.update(1, y, c, beta);
                }
            }));
        }
    }

    @Test
    @DisplayName("an update that multiplies what it should overwrite by 0 fails")
    void readsWhatItOverwrites() {
        Verdict.of(ReadsWhatItOverwrites.class).expectFailure("overwrites", "over NaN");
    }

    static class ReadsWhatItOverwrites extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks((space, right) -> new FaultyMultiVector(space, right) {
                @Override
                public void update(double alpha, MultiVector y, DMatrixRMaj c, double beta) {
                    try (MultiVector source = y.copy()) {
                        scale(beta);
                        super.update(alpha, source, c, 1);
                    }
                }
            }));
        }
    }

    @Test
    @DisplayName("column factors that are too many and ignored fail")
    void acceptsTooManyFactors() {
        Verdict.of(AcceptsTooManyFactors.class).expectFailure("refusesOtherShapes", "scaleColumns");
    }

    static class AcceptsTooManyFactors extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks((space, right) -> new FaultyMultiVector(space, right) {
                @Override
                public void scaleColumns(double[] factors) {
                    super.scaleColumns(Arrays.copyOf(factors, columns()));
                }
            }));
        }
    }

    @Test
    @DisplayName("a block that works on after close fails")
    void staysOpen() {
        Verdict.of(StaysOpen.class).expectFailure("refusesClosedBlocks", "fill after close");
    }

    static class StaysOpen extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(FaultySpace.withBlocks((space, right) -> new FaultyMultiVector(space, right) {
                @Override
                public void close() {}
            }));
        }
    }
}
