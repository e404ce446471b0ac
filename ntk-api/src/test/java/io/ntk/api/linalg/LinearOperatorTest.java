package io.ntk.api.linalg;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.NON_FINITE;
import static io.ntk.api.ErrorId.OPERATOR_PROPERTY;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.ErrorId.SPACE_MISMATCH;
import static io.ntk.api.Refusals.assertRefused;
import static io.ntk.api.linalg.Columns.matrix;
import static io.ntk.api.linalg.Columns.transposed;
import static io.ntk.api.linalg.OperatorProperty.POSITIVE_SEMIDEFINITE;
import static io.ntk.api.linalg.OperatorProperty.SYMMETRIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks and the algebra of operators, on matrices of small integers, where arithmetic is exact. */
class LinearOperatorTest {
    /** Takes [column: 3] to [row: 2]. */
    private static final LinearOperator WIDE = dense(new double[][] {{1, 2, 3}, {4, 5, 6}});

    private static final LinearOperator ALSO_WIDE = dense(new double[][] {{1, 0, -1}, {0, 2, 0}});
    private static final LinearOperator SQUARE = dense(new double[][] {{1, 2}, {3, 4}});
    private static final LinearOperator PSD = dense(new double[][] {{2, 1}, {1, 2}}, SYMMETRIC, POSITIVE_SEMIDEFINITE);
    private static final LinearOperator INDEFINITE = dense(new double[][] {{0, 1}, {1, 0}}, SYMMETRIC);

    private static LinearOperator dense(double[][] rows, OperatorProperty... properties) {
        return DenseOperator.of(new DMatrixRMaj(rows), properties);
    }

    /** Fails unless the operator's matrix has those rows, and its adjoint's those columns. */
    private static void assertMatrix(LinearOperator operator, double[]... rows) {
        assertThat(transposed(matrix(operator))).isDeepEqualTo(rows);
        assertThat(matrix(operator.adjoint())).isDeepEqualTo(rows);
        assertThat(transposed(matrix(operator.adjoint().adjoint()))).isDeepEqualTo(rows);
        assertThat(operator.adjoint().domain()).isEqualTo(operator.range());
        assertThat(operator.adjoint().range()).isEqualTo(operator.domain());
    }

    @Test
    void composes() {
        assertMatrix(SQUARE.compose(WIDE), new double[][] {{9, 12, 15}, {19, 26, 33}});
        assertMatrix(WIDE.compose(WIDE.adjoint()), new double[][] {{14, 32}, {32, 77}});
        assertThat(PSD.compose(PSD).properties()).isEmpty();
    }

    @Test
    void adds() {
        assertMatrix(WIDE.plus(ALSO_WIDE), new double[][] {{2, 2, 2}, {4, 7, 6}});
        assertMatrix(WIDE.minus(ALSO_WIDE), new double[][] {{0, 2, 4}, {4, 3, 6}});
        assertMatrix(PSD.plus(INDEFINITE), new double[][] {{2, 2}, {2, 2}});
    }

    @Test
    void scales() {
        assertMatrix(WIDE.scaledBy(-2), new double[][] {{-2, -4, -6}, {-8, -10, -12}});
        assertMatrix(PSD.scaledBy(0.5), new double[][] {{1, 0.5}, {0.5, 1}});
    }

    @Test
    void formsGramOperators() {
        assertMatrix(WIDE.gram(), new double[][] {{17, 22, 27}, {22, 29, 36}, {27, 36, 45}});
        assertMatrix(WIDE.adjoint().gram(), new double[][] {{14, 32}, {32, 77}});
        assertThat(WIDE.gram().properties()).containsExactlyInAnyOrder(SYMMETRIC, POSITIVE_SEMIDEFINITE);
    }

    @Test
    void aGramOperatorHoldsNoMoreImagesAtATimeThanItMay() {
        // An image of WIDE has two elements.
        for (int fitting : new int[] {1, 2, 3}) {
            int[] widest = new int[1];
            LinearOperator watched = new AbstractLinearOperator(WIDE.domain(), WIDE.range(), Set.of()) {
                @Override
                protected void multiply(MultiVector x, MultiVector y) {
                    widest[0] = Math.max(widest[0], x.columns());
                    WIDE.apply(x, y);
                }

                @Override
                protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                    WIDE.adjoint().apply(x, y);
                }
            };
            assertMatrix(watched.gram(fitting * 16L + 15), new double[][] {{17, 22, 27}, {22, 29, 36}, {27, 36, 45}});
            assertThat(widest[0]).isEqualTo(fitting);
        }
    }

    @Test
    void reshapes() {
        IndexShape domain = IndexShape.of(new Axis("a", 3), new Axis("b", 1));
        IndexShape range = IndexShape.of(new Axis("c", 1), new Axis("d", 2));
        LinearOperator reshaped = WIDE.reshape(range, domain);
        assertMatrix(reshaped, new double[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(reshaped.domain().shape()).isEqualTo(domain);
        assertThat(reshaped.range().shape()).isEqualTo(range);
        assertThat(reshaped.domain()).hasToString("float64 [column: 3] (heap) as [a: 3, b: 1]");
        assertMatrix(reshaped.compose(reshaped.adjoint()), new double[][] {{14, 32}, {32, 77}});
        assertMatrix(reshaped.gram(), new double[][] {{17, 22, 27}, {22, 29, 36}, {27, 36, 45}});
    }

    @Test
    void reshapingAgainStartsFromTheSameStorage() {
        IndexShape other = IndexShape.of("other", 2);
        LinearOperator there = PSD.reshape(other, other);
        IndexShape third = IndexShape.of("third", 2);
        assertMatrix(SQUARE.reshape(other, third).reshape(third, other), new double[][] {{1, 2}, {3, 4}});
        LinearOperator back = there.reshape(PSD.range().shape(), PSD.domain().shape());
        assertThat(back.domain()).isEqualTo(PSD.domain());
        assertThat(back.range()).isEqualTo(PSD.range());
        assertMatrix(back, new double[][] {{2, 1}, {1, 2}});
    }

    @Test
    void propertiesAreKeptWhereTheyHoldAndDroppedWhereTheyMayNot() {
        IndexShape other = IndexShape.of("other", 2);
        assertThat(PSD.plus(PSD).properties()).containsExactlyInAnyOrder(SYMMETRIC, POSITIVE_SEMIDEFINITE);
        assertThat(PSD.plus(INDEFINITE).properties()).containsExactly(SYMMETRIC);
        assertThat(PSD.plus(SQUARE).properties()).isEmpty();
        assertThat(PSD.minus(PSD).properties()).containsExactly(SYMMETRIC);
        assertThat(PSD.scaledBy(3).properties()).isEqualTo(PSD.properties());
        assertThat(PSD.scaledBy(0).properties()).isEqualTo(PSD.properties());
        assertThat(PSD.scaledBy(-3).properties()).containsExactly(SYMMETRIC);
        assertThat(SQUARE.adjoint().properties()).isEmpty();
        assertThat(PSD.reshape(other, other).properties()).isEqualTo(PSD.properties());
        assertThat(PSD.reshape(other, PSD.domain().shape()).properties()).isEmpty();
    }

    @Test
    void symmetricOperatorsAreTheirOwnAdjoints() {
        assertThat(PSD.adjoint()).isSameAs(PSD);
        assertThat(SQUARE.adjoint()).isNotSameAs(SQUARE);
        assertThat(SQUARE.adjoint().adjoint()).isSameAs(SQUARE);
    }

    @Test
    void requiredPropertiesAreNamed() {
        String remedy = " Use hutchinson or hutch++, which need a square operator only.";
        assertThatCode(() -> {
                    PSD.require("nystrom++", SYMMETRIC, POSITIVE_SEMIDEFINITE);
                    SQUARE.require("hutchinson");
                    SQUARE.requireSquare("hutchinson");
                })
                .doesNotThrowAnyException();
        assertRefused(
                OPERATOR_PROPERTY,
                "Method 'nystrom++' needs an operator that is symmetric and positive semidefinite, which this one does"
                        + " not declare." + remedy,
                () -> SQUARE.require("nystrom++", SYMMETRIC, POSITIVE_SEMIDEFINITE));
        assertRefused(
                OPERATOR_PROPERTY,
                "Method 'nystrom++' needs an operator that is positive semidefinite, which this one does not declare."
                        + remedy,
                () -> INDEFINITE.require("nystrom++", SYMMETRIC, POSITIVE_SEMIDEFINITE));
    }

    @Test
    void squareOperatorsAreRequired() {
        assertRefused(
                OPERATOR_PROPERTY,
                "Method 'hutchinson' needs a square operator, but this one maps float64 [column: 3] (heap) to float64"
                        + " [row: 2] (heap). Pass A.gram() or A.adjoint().gram() if a Gram operator was meant.",
                () -> WIDE.requireSquare("hutchinson"));
    }

    @Test
    void algebraOfOtherSpacesIsRefused() {
        assertRefused(
                SPACE_MISMATCH,
                "Operators cannot be composed: the inner one maps to float64 [row: 2] (heap), the outer one takes"
                        + " float64 [column: 3] (heap). Compose operators that share the space between them.",
                () -> WIDE.compose(SQUARE));
        assertRefused(
                SPACE_MISMATCH,
                "Operators cannot be added: one maps float64 [column: 3] (heap) to float64 [row: 2] (heap), the other"
                        + " float64 [row: 2] (heap) to float64 [row: 2] (heap). Add operators between the same spaces.",
                () -> WIDE.plus(SQUARE));
        assertRefused(
                SHAPE_MISMATCH,
                "A space of shape [column: 3] cannot be reshaped to [other: 2]. Both must have 3 elements.",
                () -> WIDE.reshape(IndexShape.of("other", 2), IndexShape.of("other", 2)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void factorsAreFinite(double factor) {
        assertRefused(
                NON_FINITE,
                "An operator was scaled by " + factor + ". Give a finite factor.",
                () -> PSD.scaledBy(factor));
    }

    @Test
    void blocksOfOtherSpacesAreRefused() {
        MultiVector three = WIDE.domain().zeros(1);
        MultiVector two = WIDE.range().zeros(1);
        assertRefused(
                SPACE_MISMATCH,
                "An operator needs its argument in the space float64 [column: 3] (heap), but was given a block of"
                        + " float64 [row: 2] (heap). Make the block with the operator's domain().",
                () -> WIDE.times(two));
        assertRefused(
                SPACE_MISMATCH,
                "An operator needs its result in the space float64 [row: 2] (heap), but was given a block of float64"
                        + " [column: 3] (heap). Make the block with the operator's range().",
                () -> WIDE.apply(three, WIDE.domain().zeros(1)));
        assertRefused(
                SPACE_MISMATCH,
                "An operator needs its argument in the space float64 [row: 2] (heap), but was given a block of float64"
                        + " [column: 3] (heap). Make the block with the operator's domain().",
                () -> WIDE.adjoint().times(three));
    }

    @Test
    void blocksOfOtherWidthsAreRefused() {
        assertRefused(
                SHAPE_MISMATCH,
                "An operator was given an argument of 2 columns and a result of 3 columns. "
                        + "Give blocks with the same number of columns.",
                () -> WIDE.apply(WIDE.domain().zeros(2), WIDE.range().zeros(3)));
    }

    @Test
    void aBlockCannotBeItsOwnResult() {
        MultiVector x = SQUARE.domain().zeros(1);
        String message = "An operator was given the same block as argument and as result. "
                + "Give a block of its own for the result.";
        assertRefused(INVALID_ARGUMENT, message, () -> SQUARE.apply(x, x));
        assertRefused(INVALID_ARGUMENT, message, () -> SQUARE.adjoint().apply(x, x));
    }

    @Test
    void resultsAreOverwritten() {
        try (MultiVector x = Columns.block(SQUARE.domain(), new double[] {1, 1});
                MultiVector y = Columns.block(SQUARE.range(), new double[] {99, 99})) {
            for (LinearOperator operator : List.of(SQUARE, SQUARE.plus(PSD).minus(PSD), SQUARE.scaledBy(1))) {
                operator.apply(x, y);
                assertThat(y.toArray(0)).containsExactly(3, 7);
            }
        }
    }

    @Test
    void aResultIsClosedWhenTheProductFails() {
        List<MultiVector> made = new ArrayList<>();
        HeapVectorSpace space = new HeapVectorSpace(IndexShape.of("element", 2));
        LinearOperator failing = new AbstractLinearOperator(space, space, Set.of()) {
            @Override
            protected void multiply(MultiVector x, MultiVector y) {
                made.add(y);
                throw new IllegalStateException("no product");
            }

            @Override
            protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                multiply(x, y);
            }
        };
        assertThatThrownBy(() -> failing.times(space.zeros(1))).hasMessage("no product");
        assertThat(made)
                .singleElement()
                .satisfies(y -> assertThatThrownBy(y::copy).hasMessageContaining("closed"));
    }
}
