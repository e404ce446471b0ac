package io.ntk.estimators.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LeadingEigenpairsTest {
    private static final EstimatorOptions OPTIONS =
            EstimatorOptions.samples(150).withSeed(3);

    static List<GoldenCase> goldenCases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void findsTheGoldenEigenvalues(GoldenCase golden) {
        double[] expected = golden.topEigenvaluesBefore();
        try (Linearization before = new ReferenceBackend().linearize(golden.problemBefore(Precision.FLOAT64));
                LeadingEigenpairs pairs = LeadingEigenpairs.of(before.ntk(), expected.length, OPTIONS)) {
            for (int i = 0; i < expected.length; i++) {
                assertThat(pairs.values().get(i).value()).isCloseTo(expected[i], within(1e-9 * expected[0]));
            }
        }
    }

    @Test
    void findsEigenvaluesAndVectorsWithinTheStatedResiduals() {
        double[] spectrum = KnownSpectrum.geometric(200, 0.9);
        LinearOperator operator = KnownSpectrum.operator(KnownSpectrum.matrix(1, spectrum));
        for (int budget : new int[] {10, 20, 40, 80}) {
            try (LeadingEigenpairs pairs = LeadingEigenpairs.of(operator, 5, OPTIONS.withSamples(budget));
                    MultiVector product = operator.times(pairs.vectors())) {
                product.update(-1, pairs.vectors(), CommonOps_DDRM.diag(values(pairs)), 1);
                for (int i = 0; i < 5; i++) {
                    RitzValue pair = pairs.values().get(i);
                    assertThat(product.norms()[i]).isCloseTo(pair.residual(), within(1e-12));
                    assertThat(pair.value()).isLessThan(spectrum[i] + 1e-12);
                    double nearest = Arrays.stream(spectrum)
                            .map(value -> Math.abs(value - pair.value()))
                            .min()
                            .orElseThrow();
                    assertThat(nearest).isLessThanOrEqualTo(pair.residual() + 1e-13);
                }
                assertThat(pairs.products()).isLessThanOrEqualTo(budget);
            }
        }
    }

    private static double[] values(LeadingEigenpairs pairs) {
        return pairs.values().stream().mapToDouble(RitzValue::value).toArray();
    }

    @Test
    void stopsAtTheTolerance() {
        LinearOperator operator = KnownSpectrum.operator(KnownSpectrum.matrix(1, KnownSpectrum.geometric(200, 0.7)));
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(operator, 3, OPTIONS.withTolerance(1e-3))) {
            assertThat(pairs.stop()).isEqualTo(StopReason.TOLERANCE_REACHED);
            assertThat(pairs.products()).isLessThan(60);
            assertThat(pairs.values()).allMatch(pair -> pair.residual() <= 1e-3 * 1.01);
        }
    }

    @Test
    void findsRepeatedEigenvaluesAndStopsWhenTheyAreAll() {
        double[] spectrum = new double[30];
        Arrays.fill(spectrum, 0, 4, 2.0);
        Arrays.fill(spectrum, 4, 6, 1.0);
        LinearOperator operator = KnownSpectrum.operator(KnownSpectrum.matrix(2, spectrum));
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(operator, 6, OPTIONS)) {
            assertThat(values(pairs)).containsExactly(new double[] {2, 2, 2, 2, 1, 1}, within(1e-12));
            assertThat(pairs.products()).isLessThan(30);
        }
    }

    @Test
    void isExactWhenTheBasisIsEverything() {
        double[] spectrum = KnownSpectrum.geometric(7, 0.95);
        LinearOperator operator = KnownSpectrum.operator(KnownSpectrum.matrix(2, spectrum));
        EstimatorOptions strict = OPTIONS.withTolerance(1e-300);
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(operator, 3, strict)) {
            assertThat(pairs.stop()).isEqualTo(StopReason.COMPLETED);
            assertThat(pairs.products()).isEqualTo(7);
            assertThat(pairs.values()).allMatch(pair -> pair.residual() > 0 && pair.residual() < 1e-14);
            assertThat(values(pairs)).containsExactly(Arrays.copyOf(spectrum, 3), within(1e-13));
        }
    }

    @Test
    void findsSingularValuesOfPropagation() {
        GoldenCase golden = GoldenCase.named("lstm");
        try (Linearization before = new ReferenceBackend().linearize(golden.problemBefore(Precision.FLOAT64))) {
            LinearOperator propagation = before.propagation();
            double[] expected = singularValues(propagation);
            LeadingSingularValues found = LeadingSingularValues.of(propagation, 4, OPTIONS);
            for (int i = 0; i < 4; i++) {
                assertThat(found.values().get(i).value()).isCloseTo(expected[i], within(1e-8 * expected[0]));
            }
            assertThat(LeadingSingularValues.of(propagation.adjoint(), 1, OPTIONS)
                            .values()
                            .get(0)
                            .value())
                    .isCloseTo(expected[0], within(1e-8 * expected[0]));
        }
    }

    private static double[] singularValues(LinearOperator operator) {
        int columns = (int) operator.domain().dimension();
        DMatrixRMaj dense = new DMatrixRMaj((int) operator.range().dimension(), columns);
        try (MultiVector unit = operator.domain().zeros(1)) {
            for (int j = 0; j < columns; j++) {
                double[] one = new double[columns];
                one[j] = 1;
                unit.setColumn(0, one);
                try (MultiVector column = operator.times(unit)) {
                    double[] values = column.toArray(0);
                    for (int i = 0; i < values.length; i++) {
                        dense.set(i, j, values[i]);
                    }
                }
            }
        }
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(dense.getNumRows(), columns, false, false, true);
        svd.decompose(dense);
        double[] sorted = Arrays.stream(svd.getSingularValues()).sorted().toArray();
        double[] descending = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            descending[i] = sorted[sorted.length - 1 - i];
        }
        return descending;
    }

    @Test
    void refusesWhatItCannotDo() {
        LinearOperator bare = DenseOperator.of(KnownSpectrum.matrix(1, 1, 2, 3));
        LinearOperator operator = KnownSpectrum.operator(KnownSpectrum.matrix(1, 1, 2, 3));
        refuses(ErrorId.OPERATOR_PROPERTY, () -> LeadingEigenpairs.of(bare, 1, OPTIONS));
        refuses(ErrorId.INVALID_ARGUMENT, () -> LeadingEigenpairs.of(operator, 4, OPTIONS));
        refuses(ErrorId.INVALID_ARGUMENT, () -> LeadingEigenpairs.of(operator, 2, OPTIONS.withSamples(1)));
        refuses(ErrorId.OUT_OF_MEMORY, () -> LeadingEigenpairs.of(operator, 2, OPTIONS.withMemoryLimit(100)));
        LinearOperator broken = KnownSpectrum.operator(new DMatrixRMaj(1, 1, true, Double.NaN));
        refuses(ErrorId.NON_FINITE, () -> LeadingEigenpairs.of(broken, 1, OPTIONS));
    }

    private static void refuses(ErrorId id, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id));
    }
}
