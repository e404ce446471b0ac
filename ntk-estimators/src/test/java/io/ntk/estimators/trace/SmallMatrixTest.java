package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Few dimensions: random signs repeat, sketches find all of a range, and pivots are of the size of rounding. */
class SmallMatrixTest {
    private static final int SEEDS = 500;

    private enum Shape {
        DECAYING(i -> Math.pow(i + 1, -3)),
        FAST(i -> Math.pow(0.1, i)),
        FLAT(i -> 1 + 0.1 * i),
        RANK_1(i -> i < 1 ? 1 : 0),
        RANK_3(i -> i < 3 ? 1 : 0);

        @SuppressWarnings("ImmutableEnumChecker") // the functions above capture nothing
        private final IntToDoubleFunction eigenvalue;

        Shape(IntToDoubleFunction eigenvalue) {
            this.eigenvalue = eigenvalue;
        }

        double[] eigenvalues(int n) {
            return IntStream.range(0, n).mapToDouble(eigenvalue).toArray();
        }
    }

    private static final List<String> METHODS =
            List.of("hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace");

    static Stream<Arguments> methods() {
        return METHODS.stream()
                .flatMap(method -> Stream.of(Precision.values()).map(precision -> Arguments.of(method, precision)));
    }

    /**
     * No method is off by more than probes alone would be: as many as it spends outside its sketch, of a remainder that is no
     * larger than the operator. The two methods with leave-one-out errors have at least one.
     */
    @ParameterizedTest
    @MethodSource("methods")
    void errorsAreNoLargerThanTheVarianceOfProbes(String method, Precision precision) {
        // The approximation of the one-pass method may be larger than the operator, and what is left of it too.
        double most = method.equals("na-hutch++") ? 8 : 5;
        for (int n : new int[] {10, 12, 20}) {
            for (Shape shape : Shape.values()) {
                double[] eigenvalues = shape.eigenvalues(n);
                LinearOperator operator = RotatedSpectrum.of(precision, eigenvalues);
                for (int samples : new int[] {6, n - 1}) {
                    for (TraceOf of : TraceOf.values()) {
                        if (of == TraceOf.SQUARE && (n != 12 || samples < 8)) {
                            continue;
                        }
                        double[] powers = Arrays.stream(eigenvalues)
                                .map(x -> of == TraceOf.OPERATOR ? x : x * x)
                                .toArray();
                        double trace = Arrays.stream(powers).sum();
                        double deviation = Math.sqrt(
                                2 * Arrays.stream(powers).map(x -> x * x).sum());
                        double[] errors = IntStream.range(0, SEEDS)
                                .parallel()
                                .mapToDouble(seed ->
                                        run(method, operator, of, samples, seed).value() - trace)
                                .toArray();
                        double meanSquare =
                                Arrays.stream(errors).map(e -> e * e).average().orElseThrow();
                        double largest =
                                Arrays.stream(errors).map(Math::abs).max().orElseThrow();
                        String name = precision + " " + shape + " " + n + " " + samples + " " + of;
                        assertThat(Math.sqrt(meanSquare)).as(name).isLessThan(deviation);
                        assertThat(largest).as(name).isLessThan(most * deviation);
                    }
                }
            }
        }
    }

    private static Estimate run(String method, LinearOperator operator, TraceOf of, int samples, long seed) {
        return Estimators.standard()
                .trace(method)
                .estimate(
                        Kernel.of(operator),
                        of,
                        EstimatorOptions.samples(samples).withSeed(seed));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void asManySamplesAsDimensionsAreExact(Precision precision) {
        for (int n : new int[] {10, 20}) {
            for (Shape shape : Shape.values()) {
                double[] eigenvalues = shape.eigenvalues(n);
                LinearOperator operator = RotatedSpectrum.of(precision, eigenvalues);
                for (String method : METHODS) {
                    double trace = Arrays.stream(eigenvalues).sum();
                    Estimate whole = run(method, operator, TraceOf.OPERATOR, n, 1);
                    assertThat(whole.value())
                            .as("%s %s %d", method, shape, n)
                            .isCloseTo(trace, within(10 * precision.epsilon() * trace));
                    assertThat(whole.errorKind()).isEqualTo(ErrorKind.EXACT);
                    assertThat(whole.operatorApplications()).isEqualTo(n);
                    assertThat(whole.notes()).hasSize(1);
                    double squares = Arrays.stream(eigenvalues).map(x -> x * x).sum();
                    assertThat(run(method, operator, TraceOf.SQUARE, n, 1).value())
                            .isCloseTo(squares, within(10 * precision.epsilon() * squares));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theZeroOperatorHasTraceZero(String method, Precision precision) {
        LinearOperator zero = RotatedSpectrum.of(precision, new double[10]);
        for (int samples : new int[] {8, 9, 10}) {
            for (TraceOf of : TraceOf.values()) {
                assertThat(run(method, zero, of, samples, 1).value()).isZero();
            }
        }
    }

    /** A tail far below the rounding of the largest eigenvalue, and not small in sum, of which float32 sketches lose the rank. */
    static Stream<Arguments> tails() {
        return Stream.of("xtrace", "xnystrace", "hutch++", "nystrom++")
                .flatMap(method ->
                        Stream.of(1e-6, 1e-7).map(tail -> Arguments.of(method, Named.of("tail " + tail, tail))));
    }

    @ParameterizedTest
    @MethodSource("tails")
    void whatTruncationDropsIsEstimatedAndStated(String method, double tail) {
        int n = 400;
        double[] eigenvalues = new double[n];
        Arrays.fill(eigenvalues, tail);
        Arrays.setAll(eigenvalues, i -> i < 4 ? Math.pow(0.1, i) : tail);
        double trace = Arrays.stream(eigenvalues).sum();
        LinearOperator operator = RotatedSpectrum.of(Precision.FLOAT32, eigenvalues);
        Estimate[] runs = IntStream.range(0, 60)
                .parallel()
                .mapToObj(seed -> Estimators.standard()
                        .trace(method)
                        .estimate(
                                operator,
                                EstimatorOptions.samples(40).withSeed(seed).withProbes(ProbeKind.RADEMACHER)))
                .toArray(Estimate[]::new);
        double bias = Arrays.stream(runs)
                .mapToDouble(run -> run.value() / trace - 1)
                .average()
                .orElseThrow();
        assertThat(bias).isCloseTo(0, within(0.1 * n * tail));
        for (Estimate run : runs) {
            double error = Math.abs(run.value() - trace);
            assertThat(run.standardError().orElseThrow()).isPositive();
            // Five standard errors of a few degrees of freedom, and the rounding of the products.
            assertThat(error).isLessThan(8 * run.standardError().orElseThrow() + 1e-6);
        }
    }
}
