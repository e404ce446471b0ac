package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That how a product is divided, among threads and into chunks of columns, does not show in it. */
class SweepsTest {
    private static final int COLUMNS = 7;
    private static final long PLENTY = 1L << 30;

    private static Problem problem() {
        RecurrentModel model = new RecurrentModel("lstm", new LstmCell(true), 3, 6);
        double[] theta = gaussian(1, model.layout().size());
        return new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(5, 4, 3, gaussian(2, 60)))
                .withPrecision(Precision.FLOAT64);
    }

    private static double[] gaussian(long seed, int count) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(seed, 0, 0, values, 0, count);
        return values;
    }

    private static AutodiffBackend backend(int threads, long limit) {
        return new NativeBackendProvider()
                .create(BackendOptions.defaults().withThreads(threads).withMemoryLimit(limit));
    }

    private static List<LinearOperator> operators(Linearization derivative) {
        return List.of(
                derivative.jacobian(),
                derivative.jacobian().adjoint(),
                derivative.ntk(),
                derivative.propagation(),
                derivative.propagation().adjoint(),
                derivative.oneStepJacobian(),
                derivative.oneStepKernel());
    }

    private static double[] product(LinearOperator operator) {
        try (MultiVector x = operator.domain().probes(ProbeDistribution.GAUSSIAN, 3, 0, COLUMNS);
                MultiVector y = operator.times(x)) {
            double[] all = new double[Math.toIntExact(COLUMNS * y.space().dimension())];
            for (int j = 0; j < COLUMNS; j++) {
                System.arraycopy(y.toArray(j), 0, all, all.length / COLUMNS * j, all.length / COLUMNS);
            }
            return all;
        }
    }

    private static double[][] products(int threads, long limit) {
        try (AutodiffBackend backend = backend(threads, limit);
                Linearization derivative = backend.linearize(problem())) {
            return operators(derivative).stream().map(SweepsTest::product).toArray(double[][]::new);
        }
    }

    private static void assertClose(double[][] actual, double[][] expected) {
        for (int i = 0; i < expected.length; i++) {
            double largest = Arrays.stream(expected[i]).map(Math::abs).max().orElseThrow();
            assertThat(actual[i]).as("operator %d", i).containsExactly(expected[i], within(1e-13 * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 16})
    void threadsDoNotShow(int threads) {
        assertClose(products(threads, PLENTY), products(1, PLENTY));
    }

    /** The bytes that one column of an operator needs, as its refusal to work with fewer says. */
    private static long bytesOfAColumn(int threads, int operator) {
        try (AutodiffBackend backend = backend(threads, 1);
                Linearization derivative = backend.linearize(problem())) {
            LinearOperator refusing = operators(derivative).get(operator);
            NtkException refusal = catchThrowableOfType(NtkException.class, () -> product(refusing));
            assertThat(refusal.id()).isEqualTo(ErrorId.OUT_OF_MEMORY);
            Matcher bytes = Pattern.compile("One column needs (\\d+) bytes of working storage, but the limit is 1\\. "
                            + "Raise the memory limit to at least \\1 bytes\\.")
                    .matcher(refusal.getMessage());
            assertThat(bytes.matches()).as(refusal.getMessage()).isTrue();
            return Long.parseLong(bytes.group(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void chunksDoNotShowAndAByteLessIsRefused(int threads) {
        double[][] whole = products(threads, PLENTY);
        for (int i = 0; i < whole.length; i++) {
            int operator = i;
            long column = bytesOfAColumn(threads, operator);
            // One column at a time, chunks of three with a rest, and all but one.
            for (long limit : new long[] {column, 3 * column, COLUMNS * column - 1}) {
                try (AutodiffBackend backend = backend(threads, limit);
                        Linearization derivative = backend.linearize(problem())) {
                    double[] chunked = product(operators(derivative).get(operator));
                    assertClose(new double[][] {chunked}, new double[][] {whole[operator]});
                }
            }
            try (AutodiffBackend backend = backend(threads, column - 1);
                    Linearization derivative = backend.linearize(problem())) {
                assertThatExceptionOfType(NtkException.class)
                        .isThrownBy(() -> product(operators(derivative).get(operator)))
                        .withMessageContaining("One column needs " + column + " bytes")
                        .withMessageContaining("the limit is " + (column - 1));
            }
        }
    }

    @Test
    void closedLinearizationsAreRefused() {
        try (AutodiffBackend backend = backend(1, PLENTY)) {
            Linearization derivative = backend.linearize(problem());
            List<LinearOperator> operators = operators(derivative);
            derivative.close();
            for (LinearOperator operator : operators) {
                assertThatExceptionOfType(NtkException.class)
                        .isThrownBy(() -> product(operator))
                        .returns(ErrorId.CLOSED, NtkException::id);
            }
        }
    }
}
