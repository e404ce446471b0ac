package io.ntk.api.spi;

import io.ntk.api.Precision;
import io.ntk.api.cell.ArrayMath;
import io.ntk.api.cell.ArrayParameters;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An engine that differentiates plain problems by central differences, and any problem directly for comparison. */
final class DifferencesBackend extends AbstractBackend {
    private static final double STEP = 1e-5;

    @Override
    protected Linearization linearizePlain(Problem plain) {
        return new Plain(plain);
    }

    @Override
    protected VectorSpace space(IndexShape shape, Precision precision) {
        return new HeapVectorSpace(shape);
    }

    @Override
    public String id() {
        return "differences";
    }

    @Override
    public String engine() {
        return "central differences";
    }

    @Override
    public Capabilities capabilities() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    private static List<double[][]> parts(RecurrentModel model, double[] state) {
        List<double[][]> parts = new ArrayList<>();
        int from = 0;
        for (int width : model.stateWidths()) {
            parts.add(new double[][] {Arrays.copyOfRange(state, from, from + width)});
            from += width;
        }
        return parts;
    }

    private static ArrayParameters used(Problem problem, double[] theta) {
        return new ArrayParameters(
                Parameters.of(
                        problem.model().weights().used(),
                        problem.model().weights().values(theta)),
                1);
    }

    private static double[] step(Problem problem, ArrayParameters theta, int b, int t, double[] state) {
        double[] x = new double[problem.inputs().size()];
        Arrays.setAll(x, i -> problem.inputs().get(b, t, i));
        ArrayMath math = new ArrayMath(1, t);
        return math.concat(problem.model().step(math, theta, new double[][] {x}, parts(problem.model(), state)))[0];
    }

    private static double[] shown(Problem problem, ArrayParameters theta, double[] state) {
        RecurrentModel model = problem.model();
        List<double[][]> parts = parts(model, state);
        ArrayMath math = new ArrayMath(1, 0);
        return problem.observable().isOutput()
                ? model.output(math, theta, model.read(math, theta, parts))[0]
                : parts.get(model.cell().observedPart())[0];
    }

    /** What is observed, with q {@code [B, T, U]} added to states and outputs; each state before a step is noted. */
    static double[] observed(Problem problem, double[] values, double[] q, List<double[]> states) {
        ArrayParameters theta = used(problem, values);
        int size = problem.perturbationShape().axes().get(2).size();
        int stateSize = problem.model().stateSize();
        List<double[]> all = new ArrayList<>();
        for (int b = 0; b < problem.inputs().trials(); b++) {
            double[] state = new double[stateSize];
            for (int unit = 0; unit < stateSize; unit++) {
                state[unit] = problem.initialState().get(b, unit);
            }
            for (int t = 0; t < problem.inputs().steps(); t++) {
                int at = (b * problem.inputs().steps() + t) * size;
                states.add(state);
                state = step(problem, theta, b, t, state);
                for (int unit = 0; unit < stateSize; unit++) {
                    state[unit] += q[at + unit];
                }
                double[] shown = shown(problem, theta, state);
                for (int i = 0; i < shown.length && problem.observable().isOutput(); i++) {
                    shown[i] += q[at + stateSize + i];
                }
                if (!problem.observable().isFinal() || t == problem.inputs().steps() - 1) {
                    all.add(shown);
                }
            }
        }
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** q of each step from the states of the true parameters. */
    private static double[] oneStep(Problem problem, double[] values) {
        List<double[]> before = new ArrayList<>();
        double[] zero = new double[Math.toIntExact(problem.perturbationShape().size())];
        observed(problem, problem.parameters().toArray(), zero, before);
        ArrayParameters real = used(problem, problem.parameters().toArray());
        ArrayParameters theta = used(problem, values);
        int steps = problem.inputs().steps();
        int size = problem.perturbationShape().axes().get(2).size();
        for (int row = 0; row < before.size(); row++) {
            double[] next = step(problem, theta, row / steps, row % steps, before.get(row));
            System.arraycopy(next, 0, zero, row * size, next.length);
            if (problem.observable().isOutput()) {
                double[] after = step(problem, real, row / steps, row % steps, before.get(row));
                double[] shown = shown(problem, theta, after);
                System.arraycopy(shown, 0, zero, row * size + next.length, shown.length);
            }
        }
        return zero;
    }

    /** {@return J, P or F times a vector, straight from the equations; entries that are not kept stay} */
    static double[] product(Problem problem, Factor factor, double[] vector) {
        UnaryOperator<double[]> run = argument -> {
            double[] q = new double[Math.toIntExact(problem.perturbationShape().size())];
            double[] theta = problem.parameters().toArray();
            if (!factor.isFromParameters()) {
                return observed(problem, theta, argument, new ArrayList<>());
            }
            problem.selectedLayout().tensors().forEach(tensor -> {
                int at = problem.model().layout().tensor(tensor.name()).offset();
                for (int i = 0; i < tensor.size(); i++) {
                    boolean isKept =
                            problem.kept().isEmpty() || problem.kept().get().isKept(at + i);
                    theta[at + i] += isKept ? argument[tensor.offset() + i] : 0;
                }
            });
            return factor.isToObservations() ? observed(problem, theta, q, new ArrayList<>()) : oneStep(problem, theta);
        };
        double[] plus = run.apply(Arrays.stream(vector).map(v -> v * STEP).toArray());
        double[] minus = run.apply(Arrays.stream(vector).map(v -> -v * STEP).toArray());
        Arrays.setAll(plus, i -> (plus[i] - minus[i]) / (2 * STEP));
        return plus;
    }

    private static final class Plain extends AbstractLinearization {
        Plain(Problem problem) {
            super(problem, HeapVectorSpace::new);
        }

        @Override
        protected void multiply(Factor factor, MultiVector x, MultiVector y) {
            for (int column = 0; column < x.columns(); column++) {
                y.setColumn(column, product(problem(), factor, x.toArray(column)));
            }
        }

        @Override
        protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
            int size = Math.toIntExact(y.space().dimension());
            for (int column = 0; column < x.columns(); column++) {
                double[] v = x.toArray(column);
                double[] result = new double[size];
                for (int i = 0; i < size; i++) {
                    double[] unit = new double[size];
                    unit[i] = 1;
                    double[] image = product(problem(), factor, unit);
                    for (int row = 0; row < v.length; row++) {
                        result[i] += image[row] * v[row];
                    }
                }
                y.setColumn(column, result);
            }
        }

        @Override
        protected double[] copyObservations() {
            double[] zero =
                    new double[Math.toIntExact(problem().perturbationShape().size())];
            return observed(problem(), problem().parameters().toArray(), zero, new ArrayList<>());
        }

        @Override
        public Optional<StepStructure> structure() {
            return Optional.of(new Numbered(problem()));
        }

        @Override
        protected void free() {}
    }

    /** Pieces whose numbers tell their places: 10⁴ · step + 10² · row + column. */
    private record Numbered(Problem problem) implements StepStructure {
        @Override
        public int stateSize() {
            return problem.model().stateSize();
        }

        @Override
        public int perturbationSize() {
            return problem.perturbationShape().axes().get(2).size();
        }

        @Override
        public List<AffineSite> sites() {
            return problem.selectedLayout().tensors().stream()
                    .map(tensor -> tensor.shape().size() == 2
                            ? new AffineSite(tensor.name(), "", tensor.columns(), tensor.rows())
                            : new AffineSite("", tensor.name(), 0, tensor.rows()))
                    .toList();
        }

        @Override
        public void features(int site, int trial, DoubleBuffer out) {
            fill(1, sites().get(site).featureWidth(), out);
        }

        @Override
        public void stateJacobians(int trial, DoubleBuffer out) {
            fill(stateSize(), stateSize(), out);
        }

        @Override
        public void siteJacobians(int site, int trial, DoubleBuffer out) {
            fill(perturbationSize(), sites().get(site).width(), out);
        }

        private void fill(int rows, int columns, DoubleBuffer out) {
            for (int t = 0; t < problem.inputs().steps(); t++) {
                for (int i = 0; i < rows * columns; i++) {
                    out.put(t * rows * columns + i, 1e4 * t + 100 * (i / columns) + i % columns);
                }
            }
        }

        @Override
        public double[] observation() {
            int observed = problem.model().observedSize(problem.observable());
            double[] c = new double[observed * perturbationSize()];
            Arrays.setAll(c, i -> 100 * (i / perturbationSize()) + i % perturbationSize());
            return c;
        }

        @Override
        public DenseProducts products() {
            throw new UnsupportedOperationException();
        }
    }
}
