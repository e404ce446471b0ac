package io.ntk.api.linalg;

import static io.ntk.api.ErrorId.CLOSED;
import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.ErrorId.SPACE_MISMATCH;
import static io.ntk.api.Refusals.assertRefused;
import static io.ntk.api.linalg.Columns.block;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.random.ProbeDistribution;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method against numbers worked out by hand, and what is refused, also through a reshaped view. */
class HeapMultiVectorTest {
    private static final IndexShape FLAT = IndexShape.of("element", 2);
    private static final IndexShape GRID = IndexShape.of(new Axis("row", 2), new Axis("column", 1));

    /** The plain space, and the same storage seen under other axes: both must behave alike. */
    enum Kind {
        PLAIN,
        RESHAPED;

        VectorSpace space() {
            VectorSpace plain = new HeapVectorSpace(FLAT);
            return this == PLAIN ? plain : ReshapedSpace.of(plain, GRID);
        }

        /** The columns (1, 2), (3, 4), (5, 6). */
        MultiVector three() {
            return block(space(), new double[][] {{1, 2}, {3, 4}, {5, 6}});
        }
    }

    private static void assertColumns(MultiVector actual, double[]... expected) {
        assertThat(Columns.of(actual)).isDeepEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void newBlocksAreZero(Kind kind) {
        MultiVector x = kind.space().zeros(3);
        assertColumns(x, new double[3][2]);
        assertThat(x.space()).isEqualTo(kind.space());
        assertThat(x.columns()).isEqualTo(3);
        assertThat(kind.space().precision()).isEqualTo(Precision.FLOAT64);
        assertThat(kind.space().dimension()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void columnsAreCopied(Kind kind) {
        MultiVector x = kind.three();
        double[] column = {7, 8};
        x.setColumn(1, column);
        column[0] = 99;
        x.toArray(1)[1] = 99;
        assertColumns(x, new double[][] {{1, 2}, {7, 8}, {5, 6}});
    }

    @ParameterizedTest
    @EnumSource
    void copiesAreTheirOwn(Kind kind) {
        MultiVector x = kind.three();
        MultiVector some = x.copyColumns(1, 3);
        MultiVector all = x.copy();
        x.scale(0);
        assertColumns(some, new double[][] {{3, 4}, {5, 6}});
        assertColumns(all, new double[][] {{1, 2}, {3, 4}, {5, 6}});
        assertThat(some.space()).isEqualTo(kind.space());
        x.set(all);
        all.scale(0);
        assertColumns(x, new double[][] {{1, 2}, {3, 4}, {5, 6}});
    }

    @ParameterizedTest
    @EnumSource
    void columnsAreSetFromAnotherBlock(Kind kind) {
        MultiVector x = kind.three();
        x.setColumns(1, block(kind.space(), new double[][] {{7, 8}, {9, 10}}));
        assertColumns(x, new double[][] {{1, 2}, {7, 8}, {9, 10}});
        MultiVector all = kind.space().concat(x.copyColumns(2, 3), x, x.copyColumns(0, 1));
        assertColumns(all, new double[][] {{9, 10}, {1, 2}, {7, 8}, {9, 10}, {1, 2}});
    }

    @ParameterizedTest
    @EnumSource
    void scales(Kind kind) {
        MultiVector x = kind.three();
        x.scaleColumns(new double[] {2, 0, -1});
        assertColumns(x, new double[][] {{2, 4}, {0, 0}, {-5, -6}});
        x.scale(0.5);
        assertColumns(x, new double[][] {{1, 2}, {0, 0}, {-2.5, -3}});
    }

    @ParameterizedTest
    @EnumSource
    void adds(Kind kind) {
        MultiVector x = kind.three();
        x.axpy(2, kind.three());
        assertColumns(x, new double[][] {{3, 6}, {9, 12}, {15, 18}});
        x.axpy(-1, x);
        assertColumns(x, new double[3][2]);
    }

    @ParameterizedTest
    @EnumSource
    void addsProducts(Kind kind) {
        DMatrixRMaj c = new DMatrixRMaj(new double[][] {{1, 0}, {2, 1}, {0, -1}});
        assertColumns(kind.three().times(c), new double[][] {{7, 10}, {-2, -2}});
        MultiVector x = block(kind.space(), new double[][] {{1, 1}, {2, 2}});
        x.update(10, kind.three(), c, 1);
        assertColumns(x, new double[][] {{71, 101}, {-18, -18}});
        x.update(1, kind.three(), c, -2);
        assertColumns(x, new double[][] {{-135, -192}, {34, 34}});
        x.setColumn(0, new double[] {Double.NaN, Double.NaN});
        x.update(10, kind.three(), c, 0);
        assertColumns(x, new double[][] {{70, 100}, {-20, -20}});
    }

    /** X ← X + X C, where the product must see the old X throughout. */
    @ParameterizedTest
    @EnumSource
    void addsProductsOfItself(Kind kind) {
        MultiVector x = kind.three();
        x.update(1, x, new DMatrixRMaj(new double[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}), 1);
        assertColumns(x, new double[][] {{6, 8}, {4, 6}, {8, 10}});
    }

    @ParameterizedTest
    @EnumSource
    void innerProducts(Kind kind) {
        MultiVector x = kind.three();
        MultiVector y = block(kind.space(), new double[][] {{1, 0}, {0, 1}, {1, 1}});
        assertThat(x.gram(y.copyColumns(0, 2)).data).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(x.dots(y)).containsExactly(1, 4, 11);
        assertThat(block(kind.space(), new double[][] {{3, 4}, {0, 0}}).norms()).containsExactly(5, 0);
    }

    @ParameterizedTest
    @EnumSource
    void probesAreTheDistributions(Kind kind) {
        for (ProbeDistribution distribution : ProbeDistribution.values()) {
            double[][] expected = new double[3][2];
            for (int j = 0; j < 3; j++) {
                distribution.fill(42, 10 + j, 0, expected[j], 0, 2);
            }
            assertColumns(kind.space().probes(distribution, 42, 10, 3), expected);
            MultiVector x = kind.three();
            x.fill(distribution, 42, 10);
            assertColumns(x, expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void closedBlocksAreRefused(Kind kind) {
        MultiVector x = kind.three();
        MultiVector open = kind.three();
        x.close();
        x.close();
        List<ThrowingCallable> uses = List.of(
                x::copy,
                () -> x.scale(1),
                () -> x.setColumns(0, open),
                () -> open.setColumns(0, x),
                () -> x.axpy(1, open),
                () -> open.axpy(1, x),
                () -> open.update(1, x, new DMatrixRMaj(3, 3), 1),
                () -> open.gram(x),
                () -> open.dots(x),
                x::norms,
                () -> x.toArray(0),
                () -> x.setColumn(0, new double[2]),
                () -> x.fill(ProbeDistribution.RADEMACHER, 1, 0));
        for (ThrowingCallable use : uses) {
            assertRefused(
                    CLOSED, "A block of vectors was used after it was closed. Close it after its last use only.", use);
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherSpacesAreRefused(Kind kind) {
        MultiVector x = kind.three();
        MultiVector other = new HeapVectorSpace(IndexShape.of("other", 2)).zeros(3);
        List<ThrowingCallable> uses = List.of(
                () -> x.set(other),
                () -> x.setColumns(0, other),
                () -> x.axpy(1, other),
                () -> x.update(1, other, new DMatrixRMaj(3, 3), 1),
                () -> x.gram(other),
                () -> x.dots(other));
        for (ThrowingCallable use : uses) {
            assertRefused(
                    SPACE_MISMATCH,
                    "A block of the space " + kind.space() + " met one of the space float64 [other: 2] (heap). "
                            + "Use vectors of one space, made by the same backend at the same precision.",
                    use);
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherNumbersOfColumnsAreRefused(Kind kind) {
        MultiVector x = kind.three();
        MultiVector two = x.copyColumns(0, 2);
        for (ThrowingCallable use :
                List.<ThrowingCallable>of(() -> x.set(two), () -> x.axpy(1, two), () -> x.dots(two))) {
            assertRefused(
                    SHAPE_MISMATCH,
                    "A block of 3 columns met one of 2 columns. Give blocks with the same number of columns.",
                    use);
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 2", "0, 4", "2, 2", "2, 1"})
    void rangesOutsideTheBlockAreRefused(int from, int to) {
        assertRefused(
                SHAPE_MISMATCH,
                "Columns " + from + " to " + to + " (exclusive) were asked of a block of 3 columns. "
                        + "Give 0 <= from < to <= 3.",
                () -> Kind.PLAIN.three().copyColumns(from, to));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3})
    void columnsOutsideTheBlockAreRefused(int column) {
        String message = "Columns " + column + " to " + (column + 1)
                + " (exclusive) were asked of a block of 3 columns. Give 0 <= from < to <= 3.";
        MultiVector x = Kind.PLAIN.three();
        assertRefused(SHAPE_MISMATCH, message, () -> x.toArray(column));
        assertRefused(SHAPE_MISMATCH, message, () -> x.setColumn(column, new double[2]));
        assertRefused(SHAPE_MISMATCH, message, () -> x.setColumns(column, x.copyColumns(0, 1)));
    }

    @Test
    void arraysOfOtherLengthsAreRefused() {
        MultiVector x = Kind.PLAIN.three();
        String remedy = " Give exactly that many.";
        assertRefused(
                SHAPE_MISMATCH,
                "The array of column factors has 2 elements, but 3 are needed." + remedy,
                () -> x.scaleColumns(new double[2]));
        assertRefused(
                SHAPE_MISMATCH,
                "The output array has 1 elements, but 2 are needed." + remedy,
                () -> x.getColumn(0, new double[1]));
        assertRefused(
                SHAPE_MISMATCH,
                "The column has 3 elements, but 2 are needed." + remedy,
                () -> x.setColumn(0, new double[3]));
    }

    @ParameterizedTest
    @CsvSource({"2, 3", "3, 2", "3, 4"})
    void coefficientsOfOtherShapesAreRefused(int rows, int columns) {
        MultiVector x = Kind.PLAIN.three();
        assertRefused(
                SHAPE_MISMATCH,
                "A coefficient matrix of shape [" + rows + ", " + columns + "] cannot take 3 columns to 3. "
                        + "Its shape must be [3, 3].",
                () -> x.update(1, x, new DMatrixRMaj(rows, columns), 1));
    }

    @Test
    void blocksHaveAColumnAtLeast() {
        assertRefused(
                INVALID_ARGUMENT,
                "A block of 0 columns was asked for. Give at least 1.",
                () -> Kind.PLAIN.space().zeros(0));
    }

    /** Each entry is the dot product of two columns to the last bit, however many columns there are. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 6, 9})
    void gramsAreDotProductsToTheLastBit(int columns) {
        VectorSpace space = new HeapVectorSpace(IndexShape.of("element", 50));
        MultiVector x = space.probes(ProbeDistribution.GAUSSIAN, 1, 0, 5);
        MultiVector y = space.probes(ProbeDistribution.GAUSSIAN, 2, 0, columns);
        assertEntriesAreDotProducts(x, y);
        assertEntriesAreDotProducts(y, y);
    }

    private static void assertEntriesAreDotProducts(MultiVector x, MultiVector y) {
        DMatrixRMaj gram = x.gram(y);
        assertThat(gram.numRows).isEqualTo(x.columns());
        assertThat(gram.numCols).isEqualTo(y.columns());
        for (int i = 0; i < x.columns(); i++) {
            for (int j = 0; j < y.columns(); j++) {
                double dot = x.copyColumns(i, i + 1).dots(y.copyColumns(j, j + 1))[0];
                assertThat(gram.get(i, j)).as("columns %d and %d", i, j).isEqualTo(dot);
            }
        }
    }
}
