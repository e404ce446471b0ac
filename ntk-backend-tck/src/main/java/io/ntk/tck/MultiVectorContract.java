package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.RowPlaces;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That the blocks of vectors in a backend's three spaces behave as arrays of columns, whatever their storage: every
 * method against plain arrays.
 */
public abstract class MultiVectorContract extends BackendContract {
    private final List<Linearization> open = new ArrayList<>();

    /** For backends. */
    protected MultiVectorContract() {}

    /** {@return the spaces of one problem in every precision} */
    final List<Named<VectorSpace>> spaces() {
        List<Named<VectorSpace>> spaces = new ArrayList<>();
        Problem outputs = TestProblems.operators().get(2).getPayload();
        for (Precision precision : precisions()) {
            Linearization derivative = backend().linearize(outputs.withPrecision(precision));
            open.add(derivative);
            spaces.addAll(onEngine(precision.label() + " states", derivative.observationSpace()));
            spaces.addAll(onEngine(precision.label() + " parameters", derivative.parameterSpace()));
            spaces.addAll(onEngine(precision.label() + " perturbations", derivative.perturbationSpace()));
        }
        return spaces;
    }

    @AfterAll
    final void closeLinearizations() {
        open.forEach(Linearization::close);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: a new block is zero and knows its space and its number of columns")
    final void newBlockIsZero(VectorSpace space) {
        assertThat(space.dimension()).isEqualTo(space.shape().size());
        for (int columns : widths(space)) {
            try (MultiVector x = space.zeros(columns)) {
                assertThat(x.columns()).isEqualTo(columns);
                assertThat(x.space()).isEqualTo(space);
                assertThat(Blocks.columns(x)).isDeepEqualTo(new double[columns][dimension(space)]);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: an uninitialized block has its space and columns, and holds what is put into it")
    final void uninitializedBlockCanBeFilled(VectorSpace space) {
        for (int columns : widths(space)) {
            double[][] values = rounded(space, randomColumns(space, 11, columns));
            try (MultiVector source = Blocks.of(space, values);
                    MultiVector x = space.uninitialized(columns)) {
                assertThat(x.columns()).isEqualTo(columns);
                assertThat(x.space()).isEqualTo(space);
                x.set(source);
                assertThat(Blocks.columns(x)).isDeepEqualTo(values);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: a column comes back as it was put in, rounded to the space's precision, and alone")
    final void columnsRoundTrip(VectorSpace space) {
        for (int columns : widths(space)) {
            double[][] values = randomColumns(space, 21, columns);
            try (MultiVector x = space.zeros(columns);
                    MultiVector y = space.zeros(columns)) {
                for (int j = 0; j < columns; j++) {
                    x.setColumn(j, values[j]);
                }
                y.setArrays(values);
                for (int j = 0; j < columns; j++) {
                    assertThat(x.toArray(j)).containsExactly(rounded(space, values)[j]);
                    assertThat(y.toArray(j)).containsExactly(rounded(space, values)[j]);
                }
                assertThat(x.toArrays()).isDeepEqualTo(rounded(space, values));
                double[] changed = TestProblems.random(22, dimension(space), 1e3);
                x.setColumn(columns / 2, changed);
                values[columns / 2] = changed;
                assertThat(Blocks.columns(x)).isDeepEqualTo(rounded(space, values));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: probes are, element by element in row-major order, what the distribution says")
    final void probes(VectorSpace space) {
        for (ProbeDistribution distribution : ProbeDistribution.values()) {
            for (long seed : new long[] {0, 42, -1, Long.MIN_VALUE}) {
                for (long first : new long[] {0, 5, 1L << 40}) {
                    expectProbes(space, distribution, seed, first);
                }
            }
        }
    }

    private static void expectProbes(VectorSpace space, ProbeDistribution distribution, long seed, long first) {
        double[][] expected = new double[3][dimension(space)];
        for (int j = 0; j < expected.length; j++) {
            distribution.fill(seed, first + j, 0, expected[j], 0, expected[j].length);
        }
        try (MultiVector x = space.probes(distribution, seed, first, 3);
                MultiVector y = Blocks.random(space, 3)) {
            assertThat(Blocks.columns(x))
                    .as("%s probes of seed %d from %d", distribution, seed, first)
                    .isDeepEqualTo(rounded(space, expected));
            y.fill(distribution, seed, first);
            assertThat(Blocks.columns(y)).isDeepEqualTo(rounded(space, expected));
        }
    }

    static List<Named<Problem>> restrictions() {
        return TestProblems.restrictions();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("restrictions")
    @DisplayName("required: probes are zero where nothing is present, and what the distribution says elsewhere")
    final void probesOfWhatIsPresent(Problem problem) {
        for (Precision precision : precisions()) {
            try (Linearization derivative = backend().linearize(problem.withPrecision(precision))) {
                for (VectorSpace space : List.of(derivative.observationSpace(), derivative.perturbationSpace())) {
                    for (ProbeDistribution distribution : ProbeDistribution.values()) {
                        double[][] all = new double[2][dimension(space)];
                        double[][] expected = new double[2][dimension(space)];
                        for (int j = 0; j < expected.length; j++) {
                            distribution.fill(3, 5 + j, 0, all[j], 0, all[j].length);
                            for (int i = 0; i < space.shape().order(); i++) {
                                int element = space.shape().element(i);
                                expected[j][element] = all[j][element];
                            }
                        }
                        try (MultiVector x = space.probes(distribution, 3, 5, 2);
                                MultiVector y = space.probes(distribution, 4, 0, 2)) {
                            assertThat(Blocks.columns(x)).isDeepEqualTo(rounded(space, expected));
                            y.fill(distribution, 3, 5);
                            assertThat(Blocks.columns(y)).isDeepEqualTo(rounded(space, expected));
                        }
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: copies of columns are right, and their own")
    final void copies(VectorSpace space) {
        try (MultiVector x = Blocks.random(space, 5);
                MultiVector some = x.copyColumns(1, 4);
                MultiVector all = x.copy()) {
            double[][] values = Blocks.columns(x);
            assertThat(Blocks.columns(some)).isDeepEqualTo(Arrays.copyOfRange(values, 1, 4));
            assertThat(Blocks.columns(all)).isDeepEqualTo(values);
            x.scale(2);
            assertThat(Blocks.columns(some)).isDeepEqualTo(Arrays.copyOfRange(values, 1, 4));
            assertThat(Blocks.columns(all)).isDeepEqualTo(values);
            some.scale(3);
            assertThat(Blocks.columns(all)).isDeepEqualTo(values);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: rows of blocks are moved to their places, and what has none becomes zero")
    final void movesRows(VectorSpace space) {
        int width = space.shape().axes().get(space.shape().axes().size() - 1).size();
        int rows = dimension(space) / width;
        int[] odd = new int[rows];
        int[] first = new int[rows];
        for (int row = 0; row < rows; row++) {
            odd[row] = row % 2 == 1 ? rows - 1 - row : RowPlaces.NOWHERE;
            first[row] = row == 0 ? rows - 1 : RowPlaces.NOWHERE;
        }
        int[] all = IntStream.range(0, width).toArray();
        for (int columns : widths(space)) {
            List<RowPlaces> places = List.of(RowPlaces.of(odd, width, all), RowPlaces.of(first, width, all));
            double[][] junk = new double[columns][dimension(space)];
            for (double[] column : junk) {
                Arrays.fill(column, Double.NaN);
            }
            try (MultiVector a = Blocks.of(space, randomColumns(space, 41, columns));
                    MultiVector b = Blocks.of(space, randomColumns(space, 42, columns));
                    MultiVector whole = Blocks.of(space, junk);
                    MultiVector part = Blocks.of(space, junk)) {
                whole.assemble(List.of(a, b), places);
                part.extract(a, places.get(0));
                double[][] as = Blocks.columns(a);
                double[][] bs = Blocks.columns(b);
                double[][] wholes = Blocks.columns(whole);
                double[][] parts = Blocks.columns(part);
                for (int j = 0; j < columns; j++) {
                    double[] assembled = new double[dimension(space)];
                    double[] extracted = new double[dimension(space)];
                    for (int row = 0; row < rows; row++) {
                        if (odd[row] >= 0) {
                            System.arraycopy(as[j], row * width, assembled, odd[row] * width, width);
                            System.arraycopy(as[j], odd[row] * width, extracted, row * width, width);
                        }
                    }
                    System.arraycopy(bs[j], 0, assembled, (rows - 1) * width, width);
                    assertThat(wholes[j]).containsExactly(assembled);
                    assertThat(parts[j]).containsExactly(extracted);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: columns of another block can be set, all or some")
    final void setsColumns(VectorSpace space) {
        for (int columns : widths(space)) {
            try (MultiVector x = Blocks.random(space, columns + 2);
                    MultiVector y = Blocks.of(space, randomColumns(space, 31, columns));
                    MultiVector z = space.zeros(columns)) {
                double[][] values = Blocks.columns(x);
                x.setColumns(1, y);
                System.arraycopy(Blocks.columns(y), 0, values, 1, columns);
                assertThat(Blocks.columns(x)).isDeepEqualTo(values);
                z.set(y);
                assertThat(Blocks.columns(z)).isDeepEqualTo(Blocks.columns(y));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: concat puts blocks side by side")
    final void concatenates(VectorSpace space) {
        try (MultiVector x = Blocks.of(space, randomColumns(space, 41, 3));
                MultiVector y = Blocks.of(space, randomColumns(space, 42, 2));
                MultiVector all = space.concat(x, y, x)) {
            List<double[]> expected = new ArrayList<>(List.of(Blocks.columns(x)));
            expected.addAll(List.of(Blocks.columns(y)));
            expected.addAll(List.of(Blocks.columns(x)));
            assertThat(Blocks.columns(all)).isDeepEqualTo(expected.toArray(double[][]::new));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: X ← X diag(f) and X ← f X")
    final void scales(VectorSpace space) {
        for (int columns : widths(space)) {
            double[] factors = TestProblems.random(51, columns, 3);
            try (MultiVector x = Blocks.random(space, columns);
                    MultiVector y = x.copy()) {
                double[][] values = Blocks.columns(x);
                x.scaleColumns(factors);
                y.scale(-2.5);
                double[][] scaled = combination(space, columns, (i, j) -> factors[j] * values[j][i]);
                double[][] uniform = combination(space, columns, (i, j) -> -2.5 * values[j][i]);
                expectColumns("X diag(f)", space, x, scaled);
                expectColumns("−2.5 X", space, y, uniform);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: X ← X + α Y")
    final void addsMultiple(VectorSpace space) {
        for (int columns : widths(space)) {
            try (MultiVector x = Blocks.of(space, randomColumns(space, 61, columns));
                    MultiVector y = Blocks.of(space, randomColumns(space, 62, columns))) {
                double[][] before = Blocks.columns(x);
                double[][] added = Blocks.columns(y);
                x.axpy(-0.75, y);
                double[][] sum = combination(space, columns, (i, j) -> before[j][i] - 0.75 * added[j][i]);
                expectColumns("X − 0.75 Y", space, x, sum);
                assertThat(Blocks.columns(y)).as("Y after axpy").isDeepEqualTo(added);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: X ← α Y C + β X and Y C, for C of any shape")
    final void updates(VectorSpace space) {
        for (int columns : widths(space)) {
            DMatrixRMaj c = new DMatrixRMaj(4, columns, true, TestProblems.random(73, 4 * columns, 1));
            try (MultiVector x = Blocks.of(space, randomColumns(space, 71, columns));
                    MultiVector y = Blocks.of(space, randomColumns(space, 72, 4));
                    MultiVector product = y.times(c)) {
                double[][] factor = Blocks.columns(y);
                double[][] times = combination(space, columns, (i, j) -> times(factor, c, i, j));
                expectColumns("Y C", space, product, times);
                for (double beta : new double[] {1, -0.5}) {
                    double[][] before = Blocks.columns(x);
                    x.update(0.5, y, c, beta);
                    double[][] sum = combination(space, columns, (i, j) -> beta * before[j][i] + 0.5 * times[j][i]);
                    expectColumns("0.5 Y C + " + beta + " X", space, x, sum);
                }
                assertThat(Blocks.columns(y)).as("Y after an update").isDeepEqualTo(factor);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: X ← α Y C overwrites X where β is 0, not a number included")
    final void overwrites(VectorSpace space) {
        for (int columns : widths(space)) {
            DMatrixRMaj c = new DMatrixRMaj(4, columns, true, TestProblems.random(76, 4 * columns, 1));
            double[][] garbage = new double[columns][dimension(space)];
            for (double[] column : garbage) {
                Arrays.fill(column, Double.NaN);
            }
            try (MultiVector x = Blocks.of(space, garbage);
                    MultiVector y = Blocks.of(space, randomColumns(space, 75, 4))) {
                double[][] factor = Blocks.columns(y);
                x.update(-2, y, c, 0);
                double[][] times = combination(space, columns, (i, j) -> -2 * times(factor, c, i, j));
                expectColumns("−2 Y C over NaN", space, x, times);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: a block may be updated with itself")
    final void updatesWithItself(VectorSpace space) {
        for (int columns : widths(space)) {
            int elements = columns * columns;
            DMatrixRMaj c = new DMatrixRMaj(columns, columns, true, TestProblems.random(78, elements, 1));
            for (double beta : new double[] {0, 1, -0.5}) {
                try (MultiVector x = Blocks.of(space, randomColumns(space, 77, columns))) {
                    double[][] before = Blocks.columns(x);
                    x.update(0.5, x, c, beta);
                    double[][] sum =
                            combination(space, columns, (i, j) -> beta * before[j][i] + 0.5 * times(before, c, i, j));
                    expectColumns("0.5 X C + " + beta + " X", space, x, sum);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: XᵀY, inner products and norms")
    final void innerProducts(VectorSpace space) {
        double tolerance = Expect.tolerance(space.precision());
        for (int columns : widths(space)) {
            try (MultiVector x = Blocks.of(space, randomColumns(space, 81, columns));
                    MultiVector y = Blocks.of(space, randomColumns(space, 82, columns));
                    MultiVector z = Blocks.of(space, randomColumns(space, 83, 4))) {
                double[][] xs = Blocks.columns(x);
                double[][] ys = Blocks.columns(y);
                double[][] zs = Blocks.columns(z);
                DMatrixRMaj gram = x.gram(z);
                assertThat(gram.getNumRows()).as("rows of XᵀZ").isEqualTo(columns);
                assertThat(gram.getNumCols()).as("columns of XᵀZ").isEqualTo(4);
                double[] expected = new double[columns * 4];
                Arrays.setAll(expected, i -> Blocks.dot(xs[i / 4], zs[i % 4]));
                Expect.close("XᵀZ", gram.data, expected, tolerance);

                int count = (columns + 1) / 2;
                double[] first = Arrays.copyOf(expected, count * 4);
                Expect.close("the first rows of XᵀZ", x.gram(count, z).data, first, tolerance);
                double[] firstOfOwn = new double[count * columns];
                Arrays.setAll(firstOfOwn, i -> Blocks.dot(xs[i / columns], xs[i % columns]));
                Expect.close("the first rows of XᵀX", x.gram(count, x).data, firstOfOwn, tolerance);

                double[] squares = new double[columns * columns];
                Arrays.setAll(squares, i -> Blocks.dot(xs[i / columns], xs[i % columns]));
                Expect.close("XᵀX", x.gram(x).data, squares, tolerance);

                double[] dots = new double[columns];
                Arrays.setAll(dots, j -> Blocks.dot(xs[j], ys[j]));
                Expect.close("dots", x.dots(y), dots, tolerance);

                double[] otherSquares = new double[columns];
                Arrays.setAll(otherSquares, j -> Blocks.dot(ys[j], ys[j]));
                double[] ownSquares = new double[columns];
                Arrays.setAll(ownSquares, j -> squares[j * columns + j]);
                Expect.close("pairs", x.pairDots(y), new double[][] {ownSquares, dots, otherSquares}, tolerance);

                double[] norms = new double[columns];
                Arrays.setAll(norms, j -> Math.sqrt(squares[j * columns + j]));
                Expect.close("norms", x.norms(), norms, tolerance);
                assertThat(Blocks.columns(x)).as("X after inner products").isDeepEqualTo(xs);
                assertThat(Blocks.columns(z)).as("Z after inner products").isDeepEqualTo(zs);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: inner products are accumulated in float64 whatever the storage")
    final void accumulatesInFloat64(VectorSpace space) {
        // The square of the first element is 2²⁶, next to which float32 sums lose the ones.
        double[] column = new double[dimension(space)];
        Arrays.fill(column, 1);
        column[0] = 0x1p13;
        double exact = 0x1p26 + column.length - 1;
        try (MultiVector x = Blocks.of(space, column, column)) {
            assertThat(x.dots(x)[1]).as("dots").isCloseTo(exact, within(1e-9 * exact));
            assertThat(x.pairDots(x)[1][0]).as("pairs").isCloseTo(exact, within(1e-9 * exact));
            assertThat(x.gram(x).get(0, 1)).as("gram").isCloseTo(exact, within(1e-9 * exact));
            assertThat(x.norms()[0]).as("norms").isCloseTo(Math.sqrt(exact), within(1e-9 * Math.sqrt(exact)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: blocks of another space are refused with both spaces")
    final void refusesOtherSpaces(VectorSpace space) {
        VectorSpace other = new HeapVectorSpace(IndexShape.of("elsewhere", dimension(space)));
        DMatrixRMaj c = new DMatrixRMaj(2, 2);
        try (MultiVector x = space.zeros(2);
                MultiVector y = other.zeros(2)) {
            Map<String, Consumer<MultiVector>> calls = new LinkedHashMap<>();
            calls.put("set", x::set);
            calls.put("setColumns", block -> x.setColumns(0, block));
            calls.put("axpy", block -> x.axpy(1, block));
            calls.put("update", block -> x.update(1, block, c, 1));
            calls.put("gram", x::gram);
            calls.put("gram of the first", block -> x.gram(1, block));
            calls.put("dots", x::dots);
            calls.put("pairDots", x::pairDots);
            calls.forEach((name, call) -> Expect.refusal(
                    name + " of another space",
                    ErrorId.SPACE_MISMATCH,
                    () -> call.accept(y),
                    space.shape(),
                    other.shape()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: shapes that do not fit are refused with both shapes")
    final void refusesOtherShapes(VectorSpace space) {
        int n = dimension(space);
        ErrorId shape = ErrorId.SHAPE_MISMATCH;
        try (MultiVector x = space.zeros(2);
                MultiVector y = space.zeros(3)) {
            Expect.refusal(
                    "zeros(0)", ErrorId.INVALID_ARGUMENT, () -> space.zeros(0).close(), 0);
            Expect.refusal("set", shape, () -> x.set(y), 2, 3);
            Expect.refusal("setColumns", shape, () -> y.setColumns(2, x), 3, 4);
            Expect.refusal("setColumns before the first", shape, () -> y.setColumns(-1, x), -1);
            Expect.refusal("gram of too many columns", shape, () -> x.gram(3, x), 2, 3);
            Expect.refusal("gram of no columns", shape, () -> x.gram(0, x), 0);
            Expect.refusal("copyColumns", shape, () -> x.copyColumns(1, 3).close(), 2, 3);
            Expect.refusal(
                    "copyColumns of none", shape, () -> x.copyColumns(1, 1).close(), 1);
            Expect.refusal("scaleColumns", shape, () -> x.scaleColumns(new double[3]), 2, 3);
            Expect.refusal("axpy", shape, () -> x.axpy(1, y), 2, 3);
            Expect.refusal("update", shape, () -> x.update(1, y, new DMatrixRMaj(2, 2), 1), "[2, 2]");
            Expect.refusal("times", shape, () -> x.times(new DMatrixRMaj(5, 2)).close(), "[5, 2]");
            Expect.refusal("dots", shape, () -> x.dots(y), 2, 3);
            Expect.refusal("pairDots", shape, () -> x.pairDots(y), 2, 3);
            Expect.refusal("getColumn", shape, () -> x.getColumn(0, new double[n + 1]), n, n + 1);
            Expect.refusal("getColumn past the last", shape, () -> x.getColumn(2, new double[n]), 2);
            Expect.refusal("setColumn", shape, () -> x.setColumn(0, new double[n + 1]), n, n + 1);
            Expect.refusal("setColumn before the first", shape, () -> x.setColumn(-1, new double[n]), -1);
            Expect.refusal("setArrays", shape, () -> x.setArrays(new double[3][n]), 2, 3);
            Expect.refusal("setArrays of longer columns", shape, () -> x.setArrays(new double[2][n + 1]), n, n + 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spaces")
    @DisplayName("required: closing twice is harmless, and a closed block is refused, itself and as an argument")
    final void refusesClosedBlocks(VectorSpace space) {
        double[] column = new double[dimension(space)];
        MultiVector closed = Blocks.random(space, 2);
        closed.close();
        closed.close();
        try (MultiVector x = Blocks.random(space, 2)) {
            Map<String, Runnable> calls = new LinkedHashMap<>();
            calls.put("fill", () -> closed.fill(ProbeDistribution.RADEMACHER, 1, 0));
            calls.put("copy", () -> closed.copy().close());
            calls.put("scale", () -> closed.scale(2));
            calls.put("axpy", () -> closed.axpy(1, x));
            calls.put("update", () -> closed.update(1, x, new DMatrixRMaj(2, 2), 1));
            calls.put("setColumns", () -> closed.setColumns(0, x));
            calls.put("times", () -> closed.times(new DMatrixRMaj(2, 2)).close());
            calls.put("gram", () -> closed.gram(x));
            calls.put("dots", () -> closed.dots(x));
            calls.put("pairDots", () -> closed.pairDots(x));
            calls.put("getColumn", () -> closed.getColumn(0, column));
            calls.put("setColumn", () -> closed.setColumn(0, column));
            calls.put("toArrays", closed::toArrays);
            calls.put("setArrays", () -> closed.setArrays(new double[][] {column, column}));
            calls.put("set from it", () -> x.set(closed));
            calls.put("axpy of it", () -> x.axpy(1, closed));
            calls.put("update with it", () -> x.update(1, closed, new DMatrixRMaj(2, 2), 1));
            calls.put("gram with it", () -> x.gram(closed));
            calls.put("dots with it", () -> x.dots(closed));
            calls.put("pairDots with it", () -> x.pairDots(closed));
            calls.forEach((name, call) -> Expect.refusal(name + " after close", ErrorId.CLOSED, call::run));
        }
    }

    private static List<Integer> widths(VectorSpace space) {
        return List.of(1, 3, dimension(space) + 2);
    }

    private static int dimension(VectorSpace space) {
        return Math.toIntExact(space.dimension());
    }

    private static double[][] randomColumns(VectorSpace space, long stream, int columns) {
        double[][] values = new double[columns][];
        Arrays.setAll(values, j -> TestProblems.random(1000 * stream + j, dimension(space), 2));
        return values;
    }

    /** {@return what the space's precision keeps of the numbers} */
    private static double[][] rounded(VectorSpace space, double[][] columns) {
        return combination(
                space,
                columns.length,
                (i, j) -> space.precision() == Precision.FLOAT64 ? columns[j][i] : (float) columns[j][i]);
    }

    /** An element of a matrix. */
    private interface Element {
        double at(int row, int column);
    }

    private static double[][] combination(VectorSpace space, int columns, Element element) {
        double[][] result = new double[columns][dimension(space)];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < result[j].length; i++) {
                result[j][i] = element.at(i, j);
            }
        }
        return result;
    }

    private static double times(double[][] columns, DMatrixRMaj c, int i, int j) {
        double sum = 0;
        for (int k = 0; k < columns.length; k++) {
            sum += columns[k][i] * c.get(k, j);
        }
        return sum;
    }

    private static void expectColumns(String what, VectorSpace space, MultiVector actual, double[][] expected) {
        Expect.close(what, Blocks.columns(actual), expected, Expect.tolerance(space.precision()));
    }
}
