package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.model.Parameters;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.DoubleBinaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That J, P, F, Θ and K are linear operators with right adjoints, on blocks of any width, on any thread, without leaks. */
public abstract class LinearOperatorContract extends BackendContract {
    /** An adjoint may be off by rounding only; sums over these small spaces lose no more than this many ulps. */
    private static final double ADJOINT_ULPS = 1e3;

    private static final int CONCURRENT_CALLERS = 4;
    private static final int ROUNDS = 10;
    /** A multiple of 5. {@code bench/applications} sets more. */
    private static final int APPLICATIONS = Integer.getInteger("ntk.applications", 1000);

    /** For backends. */
    protected LinearOperatorContract() {}

    /**
     * The width of the blocks that look for a leak. A narrower one is for engines that take milliseconds for a column, and
     * sees larger leaks only.
     *
     * @return at least 1
     */
    protected int leakProbeColumns() {
        return 64;
    }

    @BeforeEach
    final void assumeBothModes() {
        assumeFeatures(Feature.FORWARD_MODE, Feature.REVERSE_MODE);
    }

    final List<Named<Problem>> problems() {
        return inEveryPrecision(TestProblems.operators());
    }

    final List<Named<Problem>> divisible() {
        return inEveryPrecision(List.of(Named.of("gru", TestProblems.divisible())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩")
    final void adjointIdentity(Problem problem) {
        double ulps = ADJOINT_ULPS * problem.precision().epsilon();
        onOperators(problem, (name, a) -> {
            try (MultiVector x = Blocks.random(a.domain(), 3);
                    MultiVector y = Blocks.of(a.range(), randomColumns(a.range(), 3))) {
                double[][] ax = Blocks.product(a, x);
                double[][] aty = Blocks.product(a.adjoint(), y);
                for (int j = 0; j < ax.length; j++) {
                    double[] yj = y.toArray(j);
                    double forward = Blocks.dot(ax[j], yj);
                    double reverse = Blocks.dot(x.toArray(j), aty[j]);
                    double scale = Math.sqrt(Blocks.dot(ax[j], ax[j]) * Blocks.dot(yj, yj));
                    assertThat(Math.abs(forward - reverse))
                            .as("%s: ⟨A x, y⟩ = %s, but ⟨x, Aᵀ y⟩ = %s", name, forward, reverse)
                            .isLessThanOrEqualTo(ulps * scale);
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: the adjoint swaps the spaces, and its adjoint is the operator")
    final void adjointOfAdjoint(Problem problem) {
        onOperators(problem, (name, a) -> {
            assertThat(a.adjoint().domain()).as("domain of %sᵀ", name).isEqualTo(a.range());
            assertThat(a.adjoint().range()).as("range of %sᵀ", name).isEqualTo(a.domain());
            try (MultiVector x = Blocks.random(a.domain(), 2)) {
                double[][] twice = Blocks.product(a.adjoint().adjoint(), x);
                Expect.close(name + "ᵀᵀ x", twice, Blocks.product(a, x), tolerance(problem));
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: A (X C) = (A X) C")
    final void linearity(Problem problem) {
        DMatrixRMaj c = new DMatrixRMaj(3, 2, true, 2, -1, 0.5, 3, -4, 0.25);
        onOperatorsAndAdjoints(problem, (name, a) -> {
            try (MultiVector x = Blocks.random(a.domain(), 3);
                    MultiVector xc = x.times(c);
                    MultiVector ax = a.times(x);
                    MultiVector axc = ax.times(c)) {
                Expect.close(name, Blocks.product(a, xc), Blocks.columns(axc), tolerance(problem));
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: a block of k gives what its k columns give, for k from 1 to beyond the dimension")
    final void blocksEqualSingleVectors(Problem problem) {
        onOperatorsAndAdjoints(problem, (name, a) -> {
            int most = Math.toIntExact(a.domain().dimension()) + 3;
            DMatrixRMaj weights = RandomMatrices_DDRM.rectangle(most, 1, -1, 1, new Random(most));
            try (MultiVector all = Blocks.random(a.domain(), most);
                    MultiVector combination = all.times(weights)) {
                double[][] singles = new double[7][];
                Arrays.setAll(singles, j -> Blocks.product(a, all.toArray(j)));
                for (int k : List.of(1, 2, 7, most)) {
                    String what = name + " on a block of " + k;
                    try (MultiVector block = all.copyColumns(0, k);
                            MultiVector images = a.times(block)) {
                        double[][] columns = Blocks.columns(images);
                        double[][] first = Arrays.copyOf(columns, Math.min(k, singles.length));
                        Expect.close(what, first, Arrays.copyOf(singles, first.length), tolerance(problem));
                        if (k == most) {
                            // A column that is wrong makes this sum wrong, and takes no product of its own to find.
                            try (MultiVector sum = images.times(weights)) {
                                double[][] expected = {Blocks.product(a, combination.toArray(0))};
                                Expect.close(what + ", summed", Blocks.columns(sum), expected, tolerance(problem));
                            }
                        }
                    }
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName(
            "required: inner products with images are those with the block of images, for k from 1 to beyond the dimension")
    final void pairDotsAreThoseOfImages(Problem problem) {
        onOperatorsAndAdjoints(problem, (name, a) -> {
            int most = Math.toIntExact(a.domain().dimension()) + 3;
            for (int k : List.of(1, 2, 7, most)) {
                try (MultiVector x = Blocks.random(a.domain(), k);
                        MultiVector y = Blocks.of(a.range(), randomColumns(a.range(), k));
                        MultiVector images = a.times(x)) {
                    double[][] xs = Blocks.columns(x);
                    double[][] ys = Blocks.columns(y);
                    expectDots(name + " on a block of " + k, a.pairDots(x, y), y.pairDots(images), tolerance(problem));
                    assertThat(Blocks.columns(x)).as("X").isDeepEqualTo(xs);
                    assertThat(Blocks.columns(y)).as("Y").isDeepEqualTo(ys);
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: the argument of a product is not modified")
    final void argumentIsNotModified(Problem problem) {
        onOperatorsAndAdjoints(problem, (name, a) -> {
            try (MultiVector x = Blocks.random(a.domain(), 3);
                    MultiVector y = a.range().zeros(3)) {
                double[][] before = Blocks.columns(x);
                a.apply(x, y);
                assertThat(Blocks.columns(x)).as("argument of %s", name).isDeepEqualTo(before);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: the result is overwritten, whatever it held")
    final void resultIsOverwritten(Problem problem) {
        onOperatorsAndAdjoints(problem, (name, a) -> {
            double[] unset = new double[Math.toIntExact(a.range().dimension())];
            Arrays.fill(unset, Double.NaN);
            try (MultiVector x = Blocks.random(a.domain(), 2);
                    MultiVector y = Blocks.of(a.range(), unset, unset)) {
                double[][] expected = Blocks.product(a, x);
                a.apply(x, y);
                Expect.close(name, Blocks.columns(y), expected, tolerance(problem));
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: Θ and K declare that they are symmetric and positive semi-definite, and are")
    final void declaredPropertiesHold(Problem problem) {
        double ulps = ADJOINT_ULPS * problem.precision().epsilon();
        onOperators(problem, (name, a) -> {
            boolean kernel = name.equals("Θ") || name.equals("K");
            assertThat(a.properties().contains(OperatorProperty.SYMMETRIC))
                    .as("%s is declared symmetric", name)
                    .isEqualTo(kernel);
            assertThat(a.properties().contains(OperatorProperty.POSITIVE_SEMIDEFINITE))
                    .as("%s is declared positive semi-definite", name)
                    .isEqualTo(kernel);
            if (kernel) {
                try (MultiVector x = Blocks.random(a.domain(), 4);
                        MultiVector ax = a.times(x)) {
                    DMatrixRMaj form = x.gram(ax);
                    double scale = Arrays.stream(form.data).map(Math::abs).max().orElseThrow();
                    for (int i = 0; i < 4; i++) {
                        assertThat(form.get(i, i)).as("xᵀ%s x", name).isGreaterThanOrEqualTo(-ulps * scale);
                        for (int j = 0; j < i; j++) {
                            assertThat(Math.abs(form.get(i, j) - form.get(j, i)))
                                    .as("asymmetry of %s", name)
                                    .isLessThanOrEqualTo(ulps * scale);
                        }
                    }
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: blocks of other spaces are refused with both spaces")
    final void refusesOtherSpaces(Problem problem) {
        onOperatorsAndAdjoints(problem, (name, a) -> {
            VectorSpace other = new HeapVectorSpace(IndexShape.of("elsewhere", 1));
            try (MultiVector x = a.domain().zeros(1);
                    MultiVector y = a.range().zeros(1);
                    MultiVector z = other.zeros(1)) {
                Expect.refusal(
                        "argument of " + name,
                        ErrorId.SPACE_MISMATCH,
                        () -> a.apply(z, y),
                        a.domain().shape(),
                        other.shape());
                Expect.refusal(
                        "result of " + name,
                        ErrorId.SPACE_MISMATCH,
                        () -> a.apply(x, z),
                        a.range().shape(),
                        other.shape());
                Expect.refusal(
                        "what images of " + name + " are multiplied with",
                        ErrorId.SPACE_MISMATCH,
                        () -> a.pairDots(x, z),
                        a.range().shape(),
                        other.shape());
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: blocks of different widths, and one block for both, are refused")
    final void refusesOtherBlocks(Problem problem) {
        onOperatorsAndAdjoints(problem, (name, a) -> {
            try (MultiVector x = a.domain().zeros(2);
                    MultiVector y = a.range().zeros(3)) {
                Expect.refusal("widths of " + name, ErrorId.SHAPE_MISMATCH, () -> a.apply(x, y), 2, 3);
                Expect.refusal("widths of " + name, ErrorId.SHAPE_MISMATCH, () -> a.pairDots(x, y), 2, 3);
                if (a.isSquare()) {
                    Expect.refusal("one block for " + name, ErrorId.INVALID_ARGUMENT, () -> a.apply(x, x), "same");
                }
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: closed blocks are refused")
    final void refusesClosedBlocks(Problem problem) {
        onOperatorsAndAdjoints(problem, (name, a) -> {
            MultiVector closedX = a.domain().zeros(1);
            MultiVector closedY = a.range().zeros(1);
            closedX.close();
            closedY.close();
            try (MultiVector x = a.domain().zeros(1);
                    MultiVector y = a.range().zeros(1)) {
                Expect.refusal("closed argument of " + name, ErrorId.CLOSED, () -> a.apply(closedX, y));
                Expect.refusal("closed result of " + name, ErrorId.CLOSED, () -> a.apply(x, closedY));
                Expect.refusal("closed argument of " + name, ErrorId.CLOSED, () -> a.pairDots(closedX, y));
                Expect.refusal("closed factor of " + name, ErrorId.CLOSED, () -> a.pairDots(x, closedY));
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: sums, multiples, products, Gram operators and reshapes are those of the matrices")
    final void algebra(Problem problem) {
        try (Linearization derivative = backend().linearize(problem);
                Linearization elsewhere = backend().linearize(halved(problem))) {
            LinearOperator a = derivative.jacobian();
            LinearOperator b = elsewhere.jacobian();
            double[][] aMatrix = Blocks.matrix(a);
            double[][] bMatrix = Blocks.matrix(b);
            double[][] product = Blocks.matrix(a.compose(b.adjoint()));
            double[][] gram = Blocks.matrix(a.gram());

            expect(problem, "A + B", Blocks.matrix(a.plus(b)), combined(aMatrix, bMatrix, (x, y) -> x + y));
            expect(problem, "A − B", Blocks.matrix(a.minus(b)), combined(aMatrix, bMatrix, (x, y) -> x - y));
            expect(problem, "−3 A", Blocks.matrix(a.scaledBy(-3)), combined(aMatrix, aMatrix, (x, y) -> -3 * x));
            expect(problem, "A Bᵀ", product, timesTransposed(aMatrix, bMatrix));
            expect(problem, "AᵀA", gram, transposedTimes(aMatrix, aMatrix));

            LinearOperator flat = a.reshape(flat(a.range()), flat(a.domain()));
            expect(problem, "A reshaped", Blocks.matrix(flat), aMatrix);
            expect(problem, "A reshaped, adjoint", Blocks.matrix(flat.adjoint()), Blocks.matrix(a.adjoint()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("divisible")
    @DisplayName("required: results do not depend on the number of threads")
    final void independentOfThreads(Problem problem) {
        List<double[][]> expected = products(backend(), problem, 9);
        for (int threads : List.of(1, 2, 3)) {
            expectProducts(options().withThreads(threads), threads + " threads", problem, 9, expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("divisible")
    @DisplayName("required: results do not depend on the memory limit, which divides blocks into chunks of columns")
    final void independentOfMemoryLimit(Problem problem) {
        // A prime, so that the last chunk is a narrower one.
        int columns = 13;
        List<double[][]> expected = products(backend(), problem, columns);
        // From about one column at a time to a few chunks.
        long column = problem.observedShape().size() * problem.precision().bytes();
        for (long limit : List.of(12 * column, 40 * column, 70 * column)) {
            expectProducts(options().withMemoryLimit(limit), limit + " bytes", problem, columns, expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: several threads may apply one operator, each to blocks of its own")
    final void concurrentApplications(Problem problem) throws Exception {
        try (Linearization derivative = backend().linearize(problem)) {
            LinearOperator theta = derivative.ntk();
            List<Callable<double[][]>> calls = new ArrayList<>();
            List<double[][]> expected = new ArrayList<>();
            for (int caller = 0; caller < CONCURRENT_CALLERS; caller++) {
                long seed = caller;
                calls.add(() -> repeatedProduct(theta, seed, ROUNDS));
                expected.add(repeatedProduct(theta, seed, 1));
            }
            expectConcurrent(problem, calls, expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    @DisplayName("required: several threads may linearize with one backend")
    final void concurrentLinearizations(Problem problem) throws Exception {
        List<Callable<double[][]>> calls = new ArrayList<>();
        List<double[][]> expected = new ArrayList<>();
        Problem own = problem;
        for (int caller = 0; caller < CONCURRENT_CALLERS; caller++) {
            Problem fixed = own;
            calls.add(() -> linearizedProduct(fixed));
            expected.add(linearizedProduct(fixed));
            own = halved(own);
        }
        expectConcurrent(problem, calls, expected);
    }

    final List<Named<Problem>> leakyProducts() {
        return inWidestPrecision("rnn_tanh", TestProblems.leakyProducts());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leakyProducts")
    @Tag("memory")
    @DisplayName("required: many applications of Θ leave no native memory behind")
    final void nativeMemoryDoesNotGrow(Problem problem) {
        NativeMemory memory = assumeNativeMemory();
        int columns = leakProbeColumns();
        try (Linearization derivative = backend().linearize(problem);
                MultiVector x = Blocks.random(derivative.observationSpace(), columns)) {
            LinearOperator theta = derivative.ntk();
            long growth = memory.growth(200, APPLICATIONS, () -> theta.times(x).close());

            // An application makes a block of parameters and one of states; losing the smaller of them is too much.
            long smaller = Math.min(
                    problem.parameterShape().size(), problem.observedShape().size());
            long lost = APPLICATIONS * smaller * columns * problem.precision().bytes();
            assertThat(growth)
                    .as("growth of native memory in bytes, where losing a block each time would cost %d", lost)
                    .isLessThan(lost / 2);
        }
    }

    private void onOperators(Problem problem, BiConsumer<String, LinearOperator> check) {
        try (Linearization derivative = backend().linearize(problem)) {
            operators(derivative).forEach(check);
        }
    }

    private void onOperatorsAndAdjoints(Problem problem, BiConsumer<String, LinearOperator> check) {
        onOperators(problem, (name, operator) -> {
            check.accept(name, operator);
            check.accept(name + "ᵀ", operator.adjoint());
        });
    }

    private Map<String, LinearOperator> operators(Linearization derivative) {
        Map<String, LinearOperator> operators = new LinkedHashMap<>();
        operators.put("J", derivative.jacobian());
        operators.put("Θ", derivative.ntk());
        if (backend().capabilities().has(Feature.PROPAGATION)) {
            operators.put("P", derivative.propagation());
            operators.put("F", derivative.oneStepJacobian());
            operators.put("K", derivative.oneStepKernel());
        }
        return operators;
    }

    /** Expects ⟨y, A x⟩ as accurate as the norms allow, whatever the angle. */
    private static void expectDots(String what, double[][] actual, double[][] expected, double tolerance) {
        Expect.close("⟨y, y⟩ of " + what, actual[0], expected[0], tolerance);
        Expect.close("⟨A x, A x⟩ of " + what, actual[2], expected[2], tolerance);
        for (int j = 0; j < expected[1].length; j++) {
            assertThat(actual[1][j])
                    .as("⟨y, A x⟩ of %s, column %d", what, j)
                    .isCloseTo(expected[1][j], within(tolerance * Math.sqrt(expected[0][j] * expected[2][j])));
        }
    }

    private void expectProducts(
            BackendOptions options, String what, Problem problem, int columns, List<double[][]> expected) {
        try (AutodiffBackend other = provider().create(options)) {
            List<double[][]> actual = products(other, problem, columns);
            for (int i = 0; i < expected.size(); i++) {
                Expect.close(what + ", product " + i, actual.get(i), expected.get(i), tolerance(problem));
            }
        }
    }

    /** {@return the states, and the products of every operator and adjoint with random blocks, and inner products with them} */
    private List<double[][]> products(AutodiffBackend backend, Problem problem, int columns) {
        List<double[][]> products = new ArrayList<>();
        try (Linearization derivative = backend.linearize(problem)) {
            products.add(new double[][] {derivative.observations()});
            for (LinearOperator operator : operators(derivative).values()) {
                for (LinearOperator either : List.of(operator, operator.adjoint())) {
                    try (MultiVector x = Blocks.random(either.domain(), columns);
                            MultiVector y = Blocks.of(either.range(), randomColumns(either.range(), columns))) {
                        products.add(Blocks.product(either, x));
                        products.add(either.pairDots(x, y));
                    }
                }
            }
        }
        return products;
    }

    private static double[][] repeatedProduct(LinearOperator operator, long seed, int rounds) {
        try (MultiVector x = operator.domain().probes(ProbeDistribution.GAUSSIAN, seed, 0, 3)) {
            double[][] product = Blocks.product(operator, x);
            for (int round = 1; round < rounds; round++) {
                product = Blocks.product(operator, x);
            }
            return product;
        }
    }

    private double[][] linearizedProduct(Problem problem) {
        try (Linearization derivative = backend().linearize(problem)) {
            return repeatedProduct(derivative.ntk(), 0, 1);
        }
    }

    private static void expectConcurrent(Problem problem, List<Callable<double[][]>> calls, List<double[][]> expected)
            throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<Future<double[][]>> results = threads.invokeAll(calls);
            for (int i = 0; i < expected.size(); i++) {
                Expect.close("result of thread " + i, results.get(i).get(), expected.get(i), tolerance(problem));
            }
        } finally {
            threads.shutdown();
        }
    }

    /** {@return the problem at parameters half as large} */
    private static Problem halved(Problem problem) {
        double[] theta =
                Arrays.stream(problem.parameters().toArray()).map(w -> w / 2).toArray();
        return problem.withParameters(Parameters.of(problem.model().layout(), theta));
    }

    private static double tolerance(Problem problem) {
        return Expect.tolerance(problem.precision());
    }

    private static double[][] randomColumns(VectorSpace space, int columns) {
        double[][] values = new double[columns][];
        Arrays.setAll(values, j -> TestProblems.random(100 + j, Math.toIntExact(space.dimension()), 1));
        return values;
    }

    private static IndexShape flat(VectorSpace space) {
        return IndexShape.of("flat", Math.toIntExact(space.dimension()));
    }

    private static void expect(Problem problem, String what, double[][] actual, double[][] expected) {
        Expect.close(what, actual, expected, 10 * tolerance(problem));
    }

    private static double[][] combined(double[][] a, double[][] b, DoubleBinaryOperator function) {
        double[][] result = new double[a.length][a[0].length];
        for (int j = 0; j < a.length; j++) {
            for (int i = 0; i < a[j].length; i++) {
                result[j][i] = function.applyAsDouble(a[j][i], b[j][i]);
            }
        }
        return result;
    }

    /** {@return the columns of A Bᵀ} */
    private static double[][] timesTransposed(double[][] a, double[][] b) {
        double[][] result = new double[b[0].length][a[0].length];
        for (int k = 0; k < a.length; k++) {
            for (int j = 0; j < result.length; j++) {
                for (int i = 0; i < result[j].length; i++) {
                    result[j][i] += a[k][i] * b[k][j];
                }
            }
        }
        return result;
    }

    /** {@return the columns of AᵀB} */
    private static double[][] transposedTimes(double[][] a, double[][] b) {
        double[][] result = new double[b.length][a.length];
        for (int j = 0; j < b.length; j++) {
            for (int i = 0; i < a.length; i++) {
                result[j][i] = Blocks.dot(a[i], b[j]);
            }
        }
        return result;
    }
}
