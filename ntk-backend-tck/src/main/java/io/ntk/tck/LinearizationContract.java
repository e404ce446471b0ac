package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.DenseMatrices;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.tck.golden.GoldenCase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.provider.MethodSource;

/** That what a backend computes is what the model's equations say: states, J, P and F, against independent oracles. */
public abstract class LinearizationContract extends BackendContract {
    private static final double FACT_TOLERANCE = 1e-9;

    /** For backends. */
    protected LinearizationContract() {}

    /**
     * The widest blocks in which J, P and F are compared with dense matrices. A matrix with no more columns is compared
     * column by column; one with more is multiplied by that many random combinations of all its columns, which miss a wrong
     * matrix with probability zero (Freivalds 1977), but do not tell which column is wrong. A narrow block is for engines
     * that take milliseconds for a column.
     *
     * @return at least 1
     */
    protected int comparedColumns() {
        return Integer.MAX_VALUE;
    }

    final List<Named<Problem>> cellsInFloat64() {
        return inFloat64(TestProblems.cells());
    }

    /** {@return the problems of {@link EachProblem}: with those of {@link EachProblemInFloat64}, every one in every precision} */
    final List<Named<Problem>> otherProblems() {
        List<Named<Problem>> others = new ArrayList<>(inEveryPrecision(TestProblems.extremeSizes()));
        inEveryPrecision(usualSizes()).stream()
                .filter(named -> named.getPayload().precision() != Precision.FLOAT64)
                .forEach(others::add);
        return others;
    }

    final List<Named<Problem>> problemsInFloat64() {
        return inFloat64(usualSizes());
    }

    private static List<Named<Problem>> usualSizes() {
        List<Named<Problem>> all = new ArrayList<>(TestProblems.cells());
        all.addAll(TestProblems.observations());
        all.addAll(TestProblems.restrictions());
        return all;
    }

    final List<Named<Problem>> problemsWithStructure() {
        return has(Feature.STRUCTURE) ? problemsInFloat64() : List.of();
    }

    final List<Named<Problem>> linearNetwork() {
        return inEveryPrecision(List.of(Named.of("linear", TestProblems.linear())));
    }

    final List<Named<Problem>> aFew() {
        return inEveryPrecision(TestProblems.operators());
    }

    final List<Named<GoldenCase>> goldenCases() {
        return GoldenCase.all().stream()
                .flatMap(golden -> onEngine(golden.name(), golden).stream())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenCases")
    @DisplayName("required: states, Jᵀv, J u and Θ v agree with PyTorch's")
    final void goldenProducts(GoldenCase golden) {
        for (Precision precision : precisions()) {
            double tolerance = Expect.tolerance(precision);
            double[] cotangent = golden.array("cotangent");
            try (Linearization derivative = backend().linearize(golden.problemBefore(precision));
                    Linearization after = backend().linearize(golden.problemAfter(precision))) {
                Expect.close(
                        precision.label() + " states before",
                        derivative.observations(),
                        golden.array("states_before"),
                        tolerance);
                Expect.close(
                        precision.label() + " states after",
                        after.observations(),
                        golden.array("states_after"),
                        tolerance);
                if (has(Feature.REVERSE_MODE)) {
                    double[] vjp = Blocks.product(derivative.jacobian().adjoint(), cotangent);
                    Expect.close(precision.label() + " Jᵀv", vjp, golden.array("vjp_before"), tolerance);
                }
                if (has(Feature.FORWARD_MODE)) {
                    double[] jvp = Blocks.product(derivative.jacobian(), golden.array("tangent"));
                    Expect.close(precision.label() + " J u", jvp, golden.array("jvp_before"), tolerance);
                }
                if (has(Feature.FORWARD_MODE) && has(Feature.REVERSE_MODE)) {
                    double[] product = Blocks.product(derivative.ntk(), cotangent);
                    Expect.close(precision.label() + " Θ v", product, golden.array("ntk_apply_before"), tolerance);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("goldenCases")
    @DisplayName("required: traces, spectrum and alignments of Θ agree with PyTorch's")
    final void goldenFacts(GoldenCase golden) {
        assumeFloat64();
        assumeFeatures(Feature.FORWARD_MODE, Feature.REVERSE_MODE);
        Problem before = golden.problemBefore(Precision.FLOAT64);
        Problem after = golden.problemAfter(Precision.FLOAT64);
        DMatrixRMaj j0 = jacobian(before);
        DMatrixRMaj j1 = jacobian(after);
        double[][] theta0 = kernel(j0);
        double[][] theta1 = kernel(j1);
        double trace = trace(theta0);
        double square = inner(theta0, theta0);
        expectFact(golden, "trace_before", trace);
        expectFact(golden, "trace_after", trace(theta1));
        expectFact(golden, "squared_frobenius_before", square);
        expectFact(golden, "squared_frobenius_after", inner(theta1, theta1));
        expectFact(golden, "cross_trace", inner(theta0, theta1));
        expectFact(golden, "effective_dimension_before", trace * trace / square);
        expectFact(golden, "alignment", alignment(theta0, theta1));
        Expect.close("top eigenvalues", topEigenvalues(theta0, 8), golden.topEigenvaluesBefore(), FACT_TOLERANCE);

        Observable last = Observable.FINAL_STATE;
        double finalState =
                alignment(kernel(jacobian(before.withObservable(last))), kernel(jacobian(after.withObservable(last))));
        expectFact(golden, "alignment_final_state", finalState);
        for (String name : golden.model().layout().names()) {
            DMatrixRMaj only0 = jacobianBy(name, before, j0);
            DMatrixRMaj only1 = jacobianBy(name, after, j1);
            expectFact(golden, "alignment_only_" + name, alignment(kernel(only0), kernel(only1)));
        }
    }

    /** {@return those columns of J that belong to one tensor, which are J where that alone is differentiated} */
    private DMatrixRMaj jacobianBy(String name, Problem problem, DMatrixRMaj whole) {
        ParameterTensor tensor = problem.selectedLayout().tensor(name);
        DMatrixRMaj columns =
                CommonOps_DDRM.extract(whole, 0, whole.numRows, tensor.offset(), tensor.offset() + tensor.size());
        try (Linearization derivative =
                backend().linearize(problem.withSelection(ParameterSelection.of(List.of(name))))) {
            expectMatrix("J by " + name, derivative.jacobian(), columns, Expect.tolerance(problem.precision()));
        }
        return columns;
    }

    /** One problem in one precision. */
    @Nested
    @ParameterizedClass(name = "{0}")
    @ArgumentsSource(EachProblem.Problems.class)
    final class EachProblem extends ProblemChecks {
        EachProblem(Problem problem) {
            super(LinearizationContract.this, problem);
        }

        static final class Problems extends SuiteProblems {
            @Override
            List<Named<Problem>> of(LinearizationContract suite) {
                return suite.otherProblems();
            }
        }
    }

    /** One problem in float64, in which more can be checked. */
    @Nested
    @ParameterizedClass(name = "{0}")
    @ArgumentsSource(EachProblemInFloat64.Problems.class)
    final class EachProblemInFloat64 extends Float64ProblemChecks {
        EachProblemInFloat64(Problem problem) {
            super(LinearizationContract.this, problem);
        }

        static final class Problems extends SuiteProblems {
            @Override
            List<Named<Problem>> of(LinearizationContract suite) {
                return suite.problemsInFloat64();
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cellsInFloat64")
    @DisplayName("required: where float64 is asked for, results have more digits than float32 holds")
    final void float64HasItsDigits(Problem problem) {
        assumeFloat64();
        try (Linearization derivative = backend().linearize(problem)) {
            expectDigits("states", derivative.observations());
            if (has(Feature.FORWARD_MODE)) {
                expectDigits("J u", randomProduct(derivative.jacobian()));
            }
            if (has(Feature.REVERSE_MODE)) {
                expectDigits("Jᵀv", randomProduct(derivative.jacobian().adjoint()));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("linearNetwork")
    @DisplayName("required: a linear network agrees with its closed form, from its initial state on")
    final void linearClosedForm(Problem problem) {
        double tolerance = Expect.tolerance(problem.precision());
        LinearNetwork closedForm = new LinearNetwork(problem);
        double[] u = TestProblems.random(11, problem.model().layout().size(), 1);
        double[] v = TestProblems.random(12, closedForm.observations().length, 1);
        try (Linearization derivative = backend().linearize(problem)) {
            Expect.close("states", derivative.observations(), closedForm.observations(), tolerance);
            if (has(Feature.FORWARD_MODE)) {
                Expect.close("J u", Blocks.product(derivative.jacobian(), u), closedForm.jvp(u), tolerance);
            }
            if (has(Feature.REVERSE_MODE)) {
                double[] vjp = Blocks.product(derivative.jacobian().adjoint(), v);
                Expect.close("Jᵀv", vjp, closedForm.vjp(v), tolerance);
            }
            if (has(Feature.PROPAGATION) && has(Feature.FORWARD_MODE)) {
                double[] propagated = Blocks.product(derivative.propagation(), v);
                Expect.close("P q", propagated, closedForm.propagation(v), tolerance);
            }
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("problemsWithStructure")
    @DisplayName("optional: step Jacobians, site Jacobians and features make up J")
    final void structure(Problem problem) {
        assumeFloat64();
        assumeFeatures(Feature.FORWARD_MODE);
        try (Linearization derivative = backend().linearize(problem)) {
            StepStructure structure = derivative.requireStructure("this check");
            assertThat(structure.stateSize()).isEqualTo(problem.model().stateSize());
            assertThat(structure.perturbationSize())
                    .isEqualTo(problem.perturbationShape().axes().get(2).size());
            double[][] rebuilt = new StructuredJacobian(problem, structure).columns();
            Expect.close(
                    "J from the structure",
                    rebuilt,
                    Blocks.matrix(derivative.jacobian()),
                    Expect.tolerance(Precision.FLOAT64));
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("problemsWithStructure")
    @DisplayName("optional: where the rows of site Jacobians are stated, all other elements are zero")
    final void siteElements(Problem problem) {
        assumeFloat64();
        try (Linearization derivative = backend().linearize(problem)) {
            StepStructure structure = derivative.requireStructure("this check");
            StructuredJacobian pieces = new StructuredJacobian(problem, structure);
            for (int site = 0; site < structure.sites().size(); site++) {
                for (int trial = 0; trial < problem.inputs().trials(); trial++) {
                    if (structure.siteRows(site).isPresent() && problem.usedSteps()[trial] > 0) {
                        Expect.close(
                                "site " + site + " from its stated rows",
                                pieces.statedSiteJacobians(site, trial),
                                pieces.siteJacobians(site, trial),
                                Expect.tolerance(Precision.FLOAT64));
                    }
                }
            }
        }
    }

    final List<Named<Problem>> linearNetworkWithStructure() {
        return has(Feature.STRUCTURE) ? inFloat64(List.of(Named.of("linear", TestProblems.linear()))) : List.of();
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("linearNetworkWithStructure")
    @DisplayName("optional: the structure's dense products are right for transposed slices of larger matrices")
    final void denseProducts(Problem problem) {
        assumeFloat64();
        try (Linearization derivative = backend().linearize(problem)) {
            DenseProducts products = derivative.requireStructure("this check").products();
            for (boolean transposeA : List.of(false, true)) {
                for (boolean transposeB : List.of(false, true)) {
                    for (double beta : List.of(0.0, 1.0, -0.5)) {
                        expectDenseProduct(products, transposeA, transposeB, beta);
                    }
                }
            }
        }
    }

    /** Multiplies slices [3, 4] and [4, 2] of larger matrices into a slice of a third, whose rest must stay as it was. */
    private static void expectDenseProduct(
            DenseProducts products, boolean transposeA, boolean transposeB, double beta) {
        int m = 3;
        int n = 2;
        int k = 4;
        int lda = 7;
        int ldb = 6;
        int ldc = 5;
        int at = 8;
        double alpha = 1.5;
        double[] a = TestProblems.random(91, 60, 1);
        double[] b = TestProblems.random(92, 60, 1);
        double[] c = TestProblems.random(93, 60, 1);
        double[] expected = c.clone();
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += a[at + (transposeA ? l * lda + i : i * lda + l)]
                            * b[at + (transposeB ? j * ldb + l : l * ldb + j)];
                }
                expected[at + i * ldc + j] = beta * c[at + i * ldc + j] + alpha * sum;
                if (beta == 0) {
                    // Need not be initialised.
                    c[at + i * ldc + j] = Double.NaN;
                }
            }
        }
        DoubleBuffer result = buffer(c);
        products.multiply(
                alpha,
                new DenseMatrix(buffer(a), at, m, k, lda, transposeA),
                new DenseMatrix(buffer(b), at, k, n, ldb, transposeB),
                beta,
                DenseMatrix.of(result, at, m, n, ldc));
        double[] actual = new double[c.length];
        result.get(0, actual);
        String what = "op(A) op(B), transposed " + transposeA + " and " + transposeB + ", beta " + beta;
        Expect.close(what, actual, expected, Expect.tolerance(Precision.FLOAT64));
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("linearNetworkWithStructure")
    @DisplayName("optional: the structure's dense products refuse operands that do not fit")
    final void denseProductsRefuseOtherShapes(Problem problem) {
        assumeFloat64();
        try (Linearization derivative = backend().linearize(problem)) {
            DenseProducts products = derivative.requireStructure("this check").products();
            DenseMatrix a = DenseMatrix.of(buffer(new double[12]), 0, 3, 4);
            DenseMatrix b = DenseMatrix.of(buffer(new double[8]), 0, 4, 2);
            DenseMatrix c = DenseMatrix.of(buffer(new double[6]), 0, 3, 2);
            ErrorId shape = ErrorId.SHAPE_MISMATCH;
            Expect.refusal("A B, inner sizes", shape, () -> products.multiply(1, a, c, 0, b), "[3, 4]", "[3, 2]");
            Expect.refusal("A B in Bᵀ", shape, () -> products.multiply(1, a, b, 0, b), "[4, 2]");
            Expect.refusal("A B in Cᵀ", shape, () -> products.multiply(1, a, b, 0, c.transpose()), "[2, 3]");
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("linearNetworkWithStructure")
    @DisplayName("optional: several dense products at once are what each would be")
    final void severalDenseProducts(Problem problem) {
        assumeFloat64();
        try (Linearization derivative = backend().linearize(problem)) {
            DenseProducts products = derivative.requireStructure("this check").products();
            double[] values = TestProblems.random(94, 60, 1);
            DenseMatrices a = new DenseMatrices(new DenseMatrix(buffer(values), 1, 2, 3, 4, true), 15, 3);
            DenseMatrices b = new DenseMatrices(DenseMatrix.of(buffer(values), 5, 3, 4), 12, 3);
            // The results interleave.
            DoubleBuffer actual = buffer(values);
            DoubleBuffer expected = buffer(values);
            products.multiplyEach(2, a, b, -1, new DenseMatrices(DenseMatrix.of(actual, 2, 2, 4, 20), 5, 3));
            for (int i = 0; i < 3; i++) {
                products.multiply(2, a.get(i), b.get(i), -1, DenseMatrix.of(expected, 2 + 5 * i, 2, 4, 20));
            }
            assertThat(actual).isEqualTo(expected).isNotEqualTo(buffer(values));
            Expect.refusal(
                    "counts",
                    ErrorId.SHAPE_MISMATCH,
                    () -> products.multiplyEach(
                            1, a, b, 0, new DenseMatrices(DenseMatrix.of(buffer(values), 0, 2, 4), 8, 2)),
                    "3 and 3 matrices",
                    "in 2");
        }
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("linearNetworkWithStructure")
    @DisplayName("optional: the structure's dense products of float32 matrices are those of float64 to rounding")
    final void denseProductsInFloat32(Problem problem) {
        assumeFloat64();
        int m = 3;
        int k = 40;
        int n = 5;
        try (Linearization derivative = backend().linearize(problem)) {
            DenseProducts products = derivative.requireStructure("this check").products();
            double[] left = TestProblems.random(95, k * m, 1);
            double[] right = TestProblems.random(96, k * n, 1);
            DenseMatrix expected = DenseMatrix.of(buffer(new double[m * n]), 0, m, n);
            products.multiply(
                    2,
                    DenseMatrix.of(buffer(left), 0, k, m).transpose(),
                    DenseMatrix.of(buffer(right), 0, k, n),
                    0,
                    expected);
            DenseMatrix actual = DenseMatrix.of(floats(new double[1 + m * n]), 1, m, n);
            products.multiply(
                    2,
                    DenseMatrix.of(floats(left), 0, k, m).transpose(),
                    DenseMatrix.of(floats(right), 0, k, n),
                    0,
                    actual);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    assertThat(actual.get(i, j))
                            .as("AᵀB in float32 at [%d, %d]", i, j)
                            .isCloseTo(expected.get(i, j), within(2 * k * Precision.FLOAT32.epsilon()));
                }
            }
            Expect.refusal(
                    "precisions",
                    ErrorId.SHAPE_MISMATCH,
                    () -> products.multiply(
                            1,
                            DenseMatrix.of(floats(left), 0, m, k),
                            DenseMatrix.of(buffer(right), 0, k, n),
                            0,
                            expected),
                    "float32",
                    "float64");
        }
    }

    private static FloatBuffer floats(double[] values) {
        FloatBuffer floats = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        for (int i = 0; i < values.length; i++) {
            floats.put(i, (float) values[i]);
        }
        return floats;
    }

    private static DoubleBuffer buffer(double[] values) {
        return StructuredJacobian.buffer(values.length).put(0, values);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aFew")
    @DisplayName("required: states are a copy that the caller may change")
    final void statesAreACopy(Problem problem) {
        try (Linearization derivative = backend().linearize(problem)) {
            double[] first = derivative.observations();
            double[] kept = first.clone();
            Arrays.fill(first, Double.NaN);
            assertThat(derivative.observations()).containsExactly(kept);
            if (has(Feature.FORWARD_MODE)) {
                assertThat(randomProduct(derivative.jacobian())).doesNotContain(Double.NaN);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aFew")
    @DisplayName("required: linearizations of one size share their spaces, and blocks outlive them")
    final void spacesAreShared(Problem problem) {
        double[] elsewhere =
                Arrays.stream(problem.parameters().toArray()).map(w -> 0.5 * w).toArray();
        Problem other = problem.withParameters(Parameters.of(problem.model().layout(), elsewhere));
        try (Linearization survivor = backend().linearize(other)) {
            MultiVector block;
            try (Linearization shortLived = backend().linearize(problem)) {
                assertThat(shortLived.observationSpace())
                        .isEqualTo(survivor.observationSpace())
                        .hasSameHashCodeAs(survivor.observationSpace());
                assertThat(shortLived.parameterSpace()).isEqualTo(survivor.parameterSpace());
                assertThat(shortLived.perturbationSpace()).isEqualTo(survivor.perturbationSpace());
                assertThat(shortLived.observationSpace()).isNotEqualTo(shortLived.parameterSpace());
                block = Blocks.random(shortLived.observationSpace(), 2);
            }
            try (block;
                    MultiVector own = Blocks.random(survivor.observationSpace(), 2)) {
                assertThat(Blocks.columns(block)).isDeepEqualTo(Blocks.columns(own));
                if (has(Feature.REVERSE_MODE)) {
                    LinearOperator vjp = survivor.jacobian().adjoint();
                    Expect.close(
                            "Jᵀ of a block made elsewhere",
                            Blocks.product(vjp, block),
                            Blocks.product(vjp, own),
                            Expect.tolerance(problem.precision()));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aFew")
    @DisplayName("required: closing twice is harmless, and operators refuse to work afterwards")
    final void useAfterClose(Problem problem) {
        try (Linearization other = backend().linearize(problem);
                MultiVector u = Blocks.random(other.parameterSpace(), 2);
                MultiVector v = Blocks.random(other.observationSpace(), 2)) {
            double[][] before = has(Feature.FORWARD_MODE) ? Blocks.product(other.jacobian(), u) : new double[0][];
            Linearization derivative = backend().linearize(problem);
            LinearOperator jacobian = derivative.jacobian();
            derivative.close();
            derivative.close();
            if (has(Feature.FORWARD_MODE)) {
                Expect.refusal("J u after close", ErrorId.CLOSED, () -> jacobian.apply(u, v));
                Expect.refusal("jvp after close", ErrorId.CLOSED, () -> derivative.jvp(u));
            }
            if (has(Feature.REVERSE_MODE)) {
                Expect.refusal(
                        "Jᵀv after close",
                        ErrorId.CLOSED,
                        () -> jacobian.adjoint().apply(v, u));
                Expect.refusal("vjp after close", ErrorId.CLOSED, () -> derivative.vjp(v));
            }
            if (has(Feature.PROPAGATION) && has(Feature.REVERSE_MODE)) {
                Expect.refusal(
                        "Pᵀv after close",
                        ErrorId.CLOSED,
                        () -> derivative.propagation().adjoint().times(v));
            }
            if (has(Feature.FORWARD_MODE)) {
                // What was closed must not have taken the other one's storage along.
                double[][] after = Blocks.product(other.jacobian(), u);
                Expect.close("J u of the other one", after, before, Expect.tolerance(problem.precision()));
            }
        }
    }

    final List<Named<Problem>> leakyLinearizations() {
        return inWidestPrecision("rnn_tanh", TestProblems.leakyLinearizations());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("leakyLinearizations")
    @Tag("memory")
    @DisplayName("required: 300 linearizations leave no native memory behind once closed")
    final void closedLinearizationsAreFreed(Problem problem) {
        assumeFeatures(Feature.REVERSE_MODE);
        NativeMemory memory = assumeNativeMemory();
        long growth = memory.growth(60, 300, () -> {
            try (Linearization derivative = backend().linearize(problem);
                    MultiVector v = Blocks.random(derivative.observationSpace(), 1)) {
                derivative.vjp(v).close();
            }
        });

        // A linearization holds its states at the least.
        long lost = 300 * problem.observedShape().size() * problem.precision().bytes();
        assertThat(growth)
                .as("growth of native memory in bytes, where losing the states each time would cost %d", lost)
                .isLessThan(lost / 2);
    }

    final List<Named<Precision>> everyPrecision() {
        return precisions().stream()
                .flatMap(precision -> onEngine(precision.label(), precision).stream())
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyPrecision")
    @DisplayName("required: states that leave the finite numbers are refused with trial and step")
    final void nonFiniteStates(Precision precision) {
        Cell cell = new RnnCell(RnnCell.Activation.RELU, false);
        RecurrentModel model = new RecurrentModel("rnn_relu", cell, 1, 1);
        // From its only input on, the state of trial 2 grows by this factor a step: finite at 3 and 4, not at 5.
        double growth = precision == Precision.FLOAT64 ? 1e200 : 1e25;
        Parameters parameters = Parameters.of(model.layout(), new double[] {1, growth});
        double[] x = new double[4 * 7];
        x[2 * 7 + 3] = 1;
        Problem problem = new Problem(model, parameters, Inputs.of(4, 7, 1, x)).withPrecision(precision);
        for (Observable observable : List.of(Observable.STATES, Observable.FINAL_STATE)) {
            Expect.refusal(
                    "linearizing where a state overflows",
                    ErrorId.NON_FINITE,
                    () -> backend()
                            .linearize(problem.withObservable(observable))
                            .close(),
                    "trial",
                    "2",
                    "step",
                    "5");
        }
    }

    final boolean has(Feature feature) {
        return backend().capabilities().has(feature);
    }

    final void expectMatrix(String name, LinearOperator operator, DMatrixRMaj expected, double tolerance) {
        if (has(Feature.FORWARD_MODE)) {
            expectProducts(name, operator, expected, tolerance, comparedColumns());
        }
        if (has(Feature.REVERSE_MODE)) {
            DMatrixRMaj transpose = CommonOps_DDRM.transpose(expected, null);
            expectProducts(name + "ᵀ", operator.adjoint(), transpose, tolerance, comparedColumns());
        }
    }

    final void expectProducts(
            String name, LinearOperator operator, DMatrixRMaj expected, double tolerance, int columns) {
        if (expected.numCols <= columns) {
            try (MultiVector x = Blocks.identity(operator.domain())) {
                expectColumns(name, Blocks.product(operator, x), expected, tolerance);
            }
            return;
        }
        try (MultiVector x = Blocks.random(operator.domain(), columns)) {
            DMatrixRMaj product = CommonOps_DDRM.mult(expected, new DMatrixRMaj(transposed(Blocks.columns(x))), null);
            expectColumns(name + " times a random block", Blocks.product(operator, x), product, tolerance);
        }
    }

    private static void expectColumns(String what, double[][] actual, DMatrixRMaj expected, double tolerance) {
        Expect.close(what, concatenated(actual), concatenated(columns(expected)), tolerance);
    }

    private static double[] randomProduct(LinearOperator operator) {
        try (MultiVector x = Blocks.random(operator.domain(), 1)) {
            return Blocks.product(operator, x)[0];
        }
    }

    private static void expectDigits(String what, double[] values) {
        boolean onlyFloat32 = Arrays.stream(values).allMatch(value -> (float) value == value);
        assertThat(onlyFloat32)
                .as("every element of %s is a float32 number", what)
                .isFalse();
    }

    /**
     * {@return the matrix of J, found from its shorter side: by J on unit vectors, or by Jᵀ; or where these are more than are
     * compared, the reference's, with which J agrees}
     */
    private DMatrixRMaj jacobian(Problem problem) {
        try (Linearization derivative = backend().linearize(problem)) {
            LinearOperator jacobian = derivative.jacobian();
            long columns = derivative.parameterSpace().dimension();
            long rows = derivative.observationSpace().dimension();
            if (Math.min(rows, columns) > comparedColumns()) {
                DMatrixRMaj matrix = ProblemChecks.ORACLE.linearize(problem).matrix(Factor.JACOBIAN);
                expectMatrix("J", jacobian, matrix, Expect.tolerance(problem.precision()));
                return matrix;
            }
            boolean tall = columns < rows;
            return new DMatrixRMaj(tall ? transposed(Blocks.matrix(jacobian)) : Blocks.matrix(jacobian.adjoint()));
        }
    }

    /** {@return Θ = J Jᵀ} */
    private static double[][] kernel(DMatrixRMaj jacobian) {
        return columns(CommonOps_DDRM.multTransB(jacobian, jacobian, null));
    }

    private static void expectFact(GoldenCase golden, String fact, double actual) {
        Expect.close(fact, new double[] {actual}, new double[] {golden.fact(fact)}, FACT_TOLERANCE);
    }

    private static double trace(double[][] columns) {
        return IntStream.range(0, columns.length)
                .mapToDouble(i -> columns[i][i])
                .sum();
    }

    /** {@return Tr(AᵀB)} */
    private static double inner(double[][] a, double[][] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(j -> Blocks.dot(a[j], b[j]))
                .sum();
    }

    private static double alignment(double[][] a, double[][] b) {
        return inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
    }

    private static double[] topEigenvalues(double[][] symmetric, int count) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(symmetric.length, false, true);
        assertThat(eigen.decompose(new DMatrixRMaj(symmetric))).isTrue();
        double[] ascending = IntStream.range(0, symmetric.length)
                .mapToDouble(i -> eigen.getEigenvalue(i).getReal())
                .sorted()
                .toArray();
        return IntStream.range(0, count)
                .mapToDouble(i -> ascending[ascending.length - 1 - i])
                .toArray();
    }

    private static double[] concatenated(double[][] columns) {
        return Arrays.stream(columns).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[][] columns(DMatrixRMaj matrix) {
        double[][] columns = new double[matrix.numCols][matrix.numRows];
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                columns[j][i] = matrix.get(i, j);
            }
        }
        return columns;
    }

    private static double[][] transposed(double[][] columns) {
        return columns(new DMatrixRMaj(columns));
    }
}
