package io.ntk.estimators.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.Parameters;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.spi.Linearization;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkMetricsTest {
    private static final double ROUNDING = 1e-12;
    private static final int ROWS = 12;
    private static final int UNITS = 5;
    private static final ParameterLayout LAYOUT =
            ParameterLayout.builder().weight("w", 2, 2).vector("b", 2).build();
    private static final Parameters PARAMETERS = Parameters.of(LAYOUT, new double[] {3, -4, 0, 0, 0, 0});

    private static NetworkMetric metric(String column) {
        return NetworkMetrics.of(LAYOUT, UnaryOperator.identity()).stream()
                .filter(metric -> metric.column().equals(column))
                .findFirst()
                .orElseThrow();
    }

    static List<String> ofStates() {
        return NetworkMetrics.of(LAYOUT, UnaryOperator.identity()).stream()
                .filter(metric -> metric.part().isEmpty())
                .map(NetworkMetric::column)
                .toList();
    }

    private static DMatrixRMaj states(int seed, int rows, int units) {
        CounterGenerator random = new CounterGenerator(seed, 0);
        double[] values = IntStream.range(0, rows * units)
                .mapToDouble(i -> (random.word(i) >>> 11) * 0x1p-53 - 0.3)
                .toArray();
        return DMatrixRMaj.wrap(rows, units, values);
    }

    private static NetworkSnapshot snapshot(DMatrixRMaj states) {
        return NetworkSnapshot.of(states.data.clone(), states.numCols, Precision.FLOAT64, PARAMETERS);
    }

    private static NetworkSnapshot snapshot(double... weights) {
        return NetworkSnapshot.of(new double[4], 2, Precision.FLOAT64, Parameters.of(LAYOUT, weights));
    }

    private static double value(String column, DMatrixRMaj states, DMatrixRMaj later) {
        return metric(column).value(snapshot(states), snapshot(later)).orElseThrow();
    }

    private static DMatrixRMaj without(DMatrixRMaj states, DMatrixRMaj mean) {
        DMatrixRMaj centred = states.copy();
        for (int i = 0; i < centred.data.length; i++) {
            centred.data[i] -= mean.data[i % states.numCols];
        }
        return centred;
    }

    /** The cosine of xxᵀ and yyᵀ from these matrices themselves. */
    private static double cosine(DMatrixRMaj x, DMatrixRMaj y) {
        DMatrixRMaj a = CommonOps_DDRM.multTransB(x, x, null);
        DMatrixRMaj b = CommonOps_DDRM.multTransB(y, y, null);
        return inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
    }

    private static double inner(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(a, b, (DMatrixRMaj) null));
    }

    private static DMatrixRMaj mean(DMatrixRMaj states) {
        DMatrixRMaj mean = CommonOps_DDRM.sumCols(states, null);
        CommonOps_DDRM.divide(mean, states.numRows);
        return mean;
    }

    /** I − 2vvᵀ/‖v‖². */
    private static DMatrixRMaj reflection() {
        DMatrixRMaj v = states(9, UNITS, 1);
        DMatrixRMaj h = CommonOps_DDRM.identity(UNITS);
        CommonOps_DDRM.multAddTransB(-2 / inner(v, v), v, v, h);
        return h;
    }

    @ParameterizedTest
    @ValueSource(ints = {UNITS, 3})
    void cosinesAreThoseOfTheMatricesOverRows(int units) {
        DMatrixRMaj z = states(1, ROWS, UNITS);
        DMatrixRMaj later = states(2, ROWS, units);
        assertThat(value("representation_alignment", z, later)).isCloseTo(cosine(z, later), within(ROUNDING));
        assertThat(value("cka", z, later))
                .isCloseTo(cosine(without(z, mean(z)), without(later, mean(later))), within(ROUNDING));
    }

    @ParameterizedTest
    @MethodSource("ofStates")
    void rotationAndScaleOfTheUnitsChangeNothing(String column) {
        DMatrixRMaj z = states(1, ROWS, UNITS);
        DMatrixRMaj later = states(2, ROWS, UNITS);
        DMatrixRMaj turned = CommonOps_DDRM.mult(z, reflection(), null);
        CommonOps_DDRM.scale(-7e3, turned);
        assertThat(value(column, turned, later)).isCloseTo(value(column, z, later), within(ROUNDING));
        assertThat(value(column, turned, turned)).isCloseTo(value(column, z, z), within(ROUNDING));
    }

    /** A shift is taken out, and a large one loses no more digits of the states than their sum with it did. */
    @ParameterizedTest
    @CsvSource({"cka, 0.25, 1e-12", "cka, 1e6, 1e-9", "participation_ratio, 1e6, 1e-9"})
    void theMeanRowDoesNotMatter(String column, double shift, double rounding) {
        DMatrixRMaj z = states(1, ROWS, UNITS);
        DMatrixRMaj shifted = z.copy();
        CommonOps_DDRM.add(shifted, shift);
        DMatrixRMaj later = states(2, ROWS, UNITS);
        assertThat(value(column, shifted, later)).isCloseTo(value(column, z, later), within(rounding));
        assertThat(value("representation_alignment", shifted, later))
                .isNotCloseTo(value("representation_alignment", z, later), within(1e-3));
    }

    @ParameterizedTest
    @MethodSource("ofStates")
    void valuesLieInTheirRangeAndThatOfANetworkWithItselfIsExact(String column) {
        NetworkMetric metric = metric(column);
        for (int seed = 1; seed <= 20; seed++) {
            DMatrixRMaj z = states(seed, ROWS, 1 + seed % 6);
            double value = value(column, z, states(seed + 20, ROWS, UNITS));
            assertThat(value).isBetween(metric.range().lower(), metric.range().upper());
            if (metric.isOfPair()) {
                assertThat(value(column, z, z)).isEqualTo(1);
            } else {
                assertThat(value).isLessThanOrEqualTo(z.numCols * (1 + ROUNDING));
            }
        }
    }

    @Test
    void participationCountsDirections() {
        DMatrixRMaj alternating = new DMatrixRMaj(4, 3, true, 1, 5, 0, -1, 5, 0, 0, 6, 0, 0, 4, 0);
        assertThat(value("participation_ratio", alternating, alternating)).isCloseTo(2, within(ROUNDING));
        DMatrixRMaj line = CommonOps_DDRM.mult(states(3, ROWS, 1), states(4, 1, UNITS), null);
        assertThat(value("participation_ratio", line, line)).isCloseTo(1, within(ROUNDING));
    }

    /** A tenth is no sum of powers of two, so that a mean of tenths is one only up to rounding. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, -1e200, 3e-200})
    void ofStatesThatDoNotVaryNothingIsSaid(double constant) {
        double[] values = new double[ROWS * UNITS];
        Arrays.fill(values, constant);
        NetworkSnapshot still = snapshot(DMatrixRMaj.wrap(ROWS, UNITS, values));
        NetworkSnapshot varying = snapshot(states(1, ROWS, UNITS));
        assertThat(metric("cka").value(still, varying)).isEmpty();
        assertThat(metric("cka").value(varying, still)).isEmpty();
        assertThat(metric("participation_ratio").value(still, still)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("ofStates")
    void statesWhoseSquaresOverflowHaveNoValue(String column) {
        DMatrixRMaj huge = states(1, ROWS, UNITS);
        CommonOps_DDRM.scale(1e200, huge);
        assertThat(metric(column).value(snapshot(huge), snapshot(huge))).isEmpty();
    }

    @Test
    void weightsAreComparedTensorByTensor() {
        NetworkSnapshot before = snapshot(3, -4, 0, 0, 0, 0);
        NetworkSnapshot after = snapshot(3, 4, 0, -6, 0, 1);
        assertThat(metric("weight_change.w").value(before, after)).hasValue(2);
        assertThat(metric("sign_agreement.w").value(before, after)).hasValue(0.5);
        assertThat(metric("weight_change.b").value(before, after)).isEmpty();
        assertThat(metric("sign_agreement.b").value(before, after)).hasValue(0.5);
        assertThat(metric("weight_change.b").value(after, before)).hasValue(1);
    }

    @Test
    void tensorsOfOtherSizesOrNamesAreNotCompared() {
        ParameterLayout wider =
                ParameterLayout.builder().weight("w", 3, 2).vector("c", 2).build();
        NetworkSnapshot other =
                NetworkSnapshot.of(new double[4], 2, Precision.FLOAT64, Parameters.of(wider, new double[8]));
        for (NetworkMetric metric : NetworkMetrics.of(LAYOUT, UnaryOperator.identity())) {
            assertThat(metric.value(snapshot(1, 2, 3, 4, 5, 6), other)).isEmpty();
        }
    }

    @Test
    void otherRowsAreRefused() {
        NetworkSnapshot short5 = snapshot(states(1, 5, UNITS));
        assertThatThrownBy(() -> metric("cka").value(snapshot(states(1, ROWS, UNITS)), short5))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SHAPE_MISMATCH))
                .hasMessageContaining("12")
                .hasMessageContaining("5");
    }

    @Test
    void representationsAreWhatIsObserved() {
        GoldenCase golden = GoldenCase.named("gru");
        try (Linearization linearization = new ReferenceBackend().linearize(golden.problemBefore(Precision.FLOAT64))) {
            NetworkSnapshot snapshot = NetworkSnapshot.of(linearization);
            NetworkSnapshot states = NetworkSnapshot.of(
                    golden.array("states_before"), golden.model().hiddenSize(), Precision.FLOAT64, golden.before());
            for (NetworkMetric metric : NetworkMetrics.of(golden.before().layout(), UnaryOperator.identity())) {
                OptionalDouble found = metric.value(snapshot, states);
                assertThat(found.orElseThrow())
                        .isCloseTo(metric.value(states, states).orElseThrow(), within(1e-9));
            }
        }
    }
}
