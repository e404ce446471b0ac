package io.ntk.tck.reference;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Dual;
import io.ntk.api.cell.DualMath;
import io.ntk.api.model.Indices;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** The derivatives of a problem as explicit matrices, each straight from its definition by forward-mode differentiation. */
final class DualModel {
    private final Problem problem;
    private final UsedTensors tensors;
    private final int trials;
    /** The steps of each trial, those up to the last one that is looked at. */
    private final int[] steps;

    private final int stateSize;
    private final int perturbationSize;
    private final int perturbedSteps;
    /** The observed units that are looked at. */
    private final Indices units;
    /** The steps that are looked at. */
    private final Indices keptSteps;
    /** s {@code [B][T + 1][S]}, the initial state first. */
    private final double[][][] trajectory;

    private final double[] observed;

    DualModel(Problem problem) {
        this.problem = problem;
        this.tensors = UsedTensors.of(problem);
        this.trials = problem.inputs().trials();
        this.steps = problem.usedSteps();
        this.stateSize = problem.model().stateSize();
        int observedSize = problem.model().observedSize(problem.observable());
        this.perturbationSize = stateSize + (problem.observable().isOutput() ? observedSize : 0);
        this.perturbedSteps = problem.perturbationShape().axes().get(1).size();
        this.units = problem.restriction().unitsOf(observedSize);
        this.keptSteps = problem.restriction().stepsOf(problem.inputs().steps());
        this.trajectory = new double[trials][problem.inputs().steps() + 1][];
        this.observed = new double[Math.toIntExact(problem.observedShape().size())];
        run();
    }

    private void run() {
        CellParameters<Dual<double[][]>> theta = fixedParameters();
        for (int b = 0; b < trials; b++) {
            trajectory[b][0] = initialState(b);
            for (int t = 0; t < steps[b]; t++) {
                Dual<double[][]> state = step(theta, b, t, fixed(trajectory[b][t]));
                requireFinite(state.value()[0], b, t);
                trajectory[b][t + 1] = state.value()[0];
                int row = observedRow(b, t);
                if (row >= 0) {
                    double[] values = looked(observe(theta, state)).value()[0];
                    System.arraycopy(values, 0, observed, row, values.length);
                }
            }
        }
    }

    /** {@return the number of steps of a trial} */
    int steps(int trial) {
        return steps[trial];
    }

    /** {@return the first trial that has a step, for what is the same at all of them} */
    int firstTrialWithSteps() {
        return IntStream.range(0, trials).filter(b -> steps[b] > 0).findFirst().orElse(0);
    }

    /** {@return what is observed} */
    double[] observed() {
        return observed;
    }

    /** {@return J: every parameter is a direction, carried through all steps} */
    DMatrixRMaj jacobian() {
        CellParameters<Dual<double[][]>> theta = variedParameters();
        DMatrixRMaj j = new DMatrixRMaj(observed.length, parameters());
        for (int b = 0; b < trials; b++) {
            Dual<double[][]> state = fixed(trajectory[b][0]);
            for (int t = 0; t < steps[b]; t++) {
                state = step(theta, b, t, state);
                if (observedRow(b, t) >= 0) {
                    put(j, observedRow(b, t), 0, looked(observe(theta, state)));
                }
            }
        }
        return j;
    }

    /** {@return P: at every step, each number added to the state or the output is a direction of its own} */
    DMatrixRMaj propagation() {
        int directions = Math.multiplyExact(perturbedSteps, perturbationSize);
        CellParameters<Dual<double[][]>> theta = fixedParameters();
        DMatrixRMaj p = new DMatrixRMaj(observed.length, Math.multiplyExact(trials, directions));
        for (int b = 0; b < trials; b++) {
            Dual<double[][]> state = fixed(trajectory[b][0]);
            for (int t = 0; t < steps[b]; t++) {
                int first = t * perturbationSize;
                state = varied(step(theta, b, t, state), first, directions);
                if (observedRow(b, t) >= 0) {
                    Dual<double[][]> shown = observe(theta, state);
                    boolean isOutput = problem.observable().isOutput();
                    put(
                            p,
                            observedRow(b, t),
                            b * directions,
                            looked(isOutput ? varied(shown, first + stateSize, directions) : shown));
                }
            }
        }
        return p;
    }

    /** {@return F: every parameter is a direction, carried through one step only} */
    DMatrixRMaj oneStepJacobian() {
        CellParameters<Dual<double[][]>> theta = variedParameters();
        DMatrixRMaj f = new DMatrixRMaj(trials * perturbedSteps * perturbationSize, parameters());
        for (int b = 0; b < trials; b++) {
            for (int t = 0; t < steps[b]; t++) {
                int row = (b * perturbedSteps + t) * perturbationSize;
                put(f, row, 0, step(theta, b, t, fixed(trajectory[b][t])));
                if (problem.observable().isOutput()) {
                    put(f, row + stateSize, 0, observe(theta, fixed(trajectory[b][t + 1])));
                }
            }
        }
        return f;
    }

    /** {@return the pieces of a step: the state and the value of each affine site are the directions} */
    StepPieces pieces(int b, int t) {
        SiteParameters probe = new SiteParameters(fixedParameters(), tensors, 0, 0);
        stepAndOutput(probe, b, t, stateSize);
        int directions = stateSize
                + probe.sites().stream().mapToInt(site -> site.width()).sum();
        SiteParameters theta = new SiteParameters(fixedParameters(), tensors, stateSize, directions);
        DMatrixRMaj tangent = new DMatrixRMaj(perturbationSize, directions);
        put(tangent, 0, 0, stepAndOutput(theta, b, t, directions));
        return new StepPieces(tangent, theta.sites(), theta.features(), stateSize);
    }

    /** {@return q of a step whose state before it is the first of the directions} */
    private Dual<double[][]> stepAndOutput(CellParameters<Dual<double[][]>> theta, int b, int t, int directions) {
        Dual<double[][]> after = step(theta, b, t, varied(fixed(trajectory[b][t]), 0, directions));
        if (!problem.observable().isOutput()) {
            return after;
        }
        return math(t).concat(List.of(after, observe(theta, fixed(trajectory[b][t + 1]))));
    }

    private int parameters() {
        return tensors.differentiated().size();
    }

    UsedTensors tensors() {
        return tensors;
    }

    /** {@return whether C is the same at every trial and step} */
    boolean isObservationConstant() {
        return !problem.observable().isOutput() || problem.model().readsObservedPart();
    }

    /** {@return C {@code [observed, U]} of a step} */
    DMatrixRMaj observation(int b, int t) {
        Dual<double[][]> shown = observe(fixedParameters(), varied(fixed(trajectory[b][t + 1]), 0, perturbationSize));
        DMatrixRMaj c = new DMatrixRMaj(units.size(), perturbationSize);
        put(c, 0, 0, looked(problem.observable().isOutput() ? varied(shown, stateSize, perturbationSize) : shown));
        return c;
    }

    private static DualMath<double[][]> math(int step) {
        return new DualMath<>(new RowMath(step));
    }

    private CellParameters<Dual<double[][]>> fixedParameters() {
        return math(0).parameters(new RowParameters(tensors.layout(), tensors.values()), null);
    }

    /** {@return parameters of which each differentiated one is a direction of its own} */
    private CellParameters<Dual<double[][]>> variedParameters() {
        UnitDirections directions = new UnitDirections(tensors);
        return math(0).parameters(new RowParameters(tensors.layout(), tensors.values()), directions);
    }

    private static Dual<double[][]> fixed(double[] values) {
        return new Dual<>(new double[][] {values}, null);
    }

    /** {@return the same numbers, each varied also along a direction of its own, the first along {@code first}} */
    static Dual<double[][]> varied(Dual<double[][]> a, int first, int directions) {
        int width = a.value()[0].length;
        double[][] tangent = a.tangent();
        double[][] varied = new double[directions][];
        for (int i = 0; i < directions; i++) {
            varied[i] = tangent == null ? new double[width] : tangent[tangent.length == 1 ? 0 : i].clone();
        }
        for (int i = 0; i < width; i++) {
            varied[first + i][i] += 1;
        }
        return new Dual<>(a.value(), varied);
    }

    private Dual<double[][]> step(CellParameters<Dual<double[][]>> theta, int b, int t, Dual<double[][]> state) {
        DualMath<double[][]> math = math(t);
        List<Dual<double[][]>> parts = parts(math, state);
        double[] x = IntStream.range(0, problem.inputs().size())
                .mapToDouble(i -> problem.inputs().get(b, t, i))
                .toArray();
        return math.concat(problem.model().step(math, theta, fixed(x), parts));
    }

    /** What is observed of a whole state. */
    private Dual<double[][]> observe(CellParameters<Dual<double[][]>> theta, Dual<double[][]> state) {
        RecurrentModel model = problem.model();
        DualMath<double[][]> math = math(0);
        List<Dual<double[][]>> parts = parts(math, state);
        return problem.observable().isOutput()
                ? model.output(math, theta, model.read(math, theta, parts))
                : parts.get(model.cell().observedPart());
    }

    private List<Dual<double[][]>> parts(DualMath<double[][]> math, Dual<double[][]> state) {
        List<Dual<double[][]>> parts = new ArrayList<>();
        int from = 0;
        for (int width : problem.model().stateWidths()) {
            parts.add(math.slice(state, from, from + width));
            from += width;
        }
        return parts;
    }

    private double[] initialState(int b) {
        return IntStream.range(0, stateSize)
                .mapToDouble(i -> problem.initialState().get(b, i))
                .toArray();
    }

    /** {@return where the observation of a step begins, or −1 if that step is not looked at} */
    private int observedRow(int b, int t) {
        int width = units.size();
        if (problem.observable().isFinal()) {
            return t == steps[b] - 1 ? b * width : -1;
        }
        return problem.restriction().includes(b, t) ? (b * keptSteps.size() + keptSteps.find(t)) * width : -1;
    }

    private Dual<double[][]> looked(Dual<double[][]> shown) {
        DualMath<double[][]> math = math(0);
        return math.concat(units.stream()
                .mapToObj(unit -> math.slice(shown, unit, unit + 1))
                .toList());
    }

    private void requireFinite(double[] state, int b, int t) {
        boolean finite = Arrays.stream(state)
                .allMatch(s -> problem.precision() == io.ntk.api.Precision.FLOAT64
                        ? Double.isFinite(s)
                        : Float.isFinite((float) s));
        if (!finite) {
            throw new NtkException(
                    ErrorId.NON_FINITE,
                    "The states leave the finite numbers at trial " + b + ", step " + t + ".",
                    "Check the parameters and the inputs of that trial, or use a smaller time step.");
        }
    }

    /** Writes the derivatives of some numbers along the directions, the rows of a tangent, into the columns of a matrix. */
    private static void put(DMatrixRMaj matrix, int row, int column, Dual<double[][]> numbers) {
        double[][] tangent = numbers.tangent();
        if (tangent == null) {
            return;
        }
        for (int direction = 0; direction < tangent.length; direction++) {
            for (int i = 0; i < tangent[direction].length; i++) {
                matrix.set(row + i, column + direction, tangent[direction][i]);
            }
        }
    }
}
