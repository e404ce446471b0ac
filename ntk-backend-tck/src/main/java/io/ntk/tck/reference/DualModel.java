package io.ntk.tck.reference;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** The derivatives of a problem as explicit matrices, each straight from its definition by forward-mode differentiation. */
final class DualModel {
    private final Problem problem;
    private final ParameterLayout differentiated;
    private final int trials;
    private final int steps;
    private final int stateSize;
    private final int perturbationSize;
    private final int observedSize;
    /** s {@code [B][T + 1][S]}, the initial state first. */
    private final double[][][] trajectory;

    private final double[] observed;

    DualModel(Problem problem) {
        this.problem = problem;
        this.differentiated = problem.selectedLayout();
        this.trials = problem.inputs().trials();
        this.steps = problem.inputs().steps();
        this.stateSize = problem.model().stateSize();
        this.observedSize = problem.model().observedSize(problem.observable());
        this.perturbationSize = stateSize + (problem.observable().isOutput() ? observedSize : 0);
        this.trajectory = new double[trials][steps + 1][];
        this.observed = new double[Math.toIntExact(problem.observedShape().size())];
        run();
    }

    private void run() {
        DualParameters theta = DualParameters.constant(problem.parameters(), 0);
        for (int b = 0; b < trials; b++) {
            trajectory[b][0] = initialState(b);
            for (int t = 0; t < steps; t++) {
                Dual state = step(theta, b, t, Dual.constant(trajectory[b][t], 0), 0);
                requireFinite(state.value(), b, t);
                trajectory[b][t + 1] = state.value();
                int row = observedRow(b, t);
                if (row >= 0) {
                    double[] values = observe(theta, state, 0).value();
                    System.arraycopy(values, 0, observed, row, values.length);
                }
            }
        }
    }

    /** {@return what is observed} */
    double[] observed() {
        return observed;
    }

    /** {@return J: every parameter is a direction, carried through all steps} */
    DMatrixRMaj jacobian() {
        DualParameters theta = DualParameters.seeded(problem.parameters(), differentiated);
        int directions = differentiated.size();
        DMatrixRMaj j = new DMatrixRMaj(observed.length, directions);
        for (int b = 0; b < trials; b++) {
            Dual state = Dual.constant(trajectory[b][0], directions);
            for (int t = 0; t < steps; t++) {
                state = step(theta, b, t, state, directions);
                if (observedRow(b, t) >= 0) {
                    put(
                            j,
                            observedRow(b, t),
                            0,
                            observe(theta, state, directions).tangent());
                }
            }
        }
        return j;
    }

    /** {@return P: at every step, each number added to the state or the output is a direction of its own} */
    DMatrixRMaj propagation() {
        int directions = Math.multiplyExact(steps, perturbationSize);
        DualParameters theta = DualParameters.constant(problem.parameters(), directions);
        DMatrixRMaj p = new DMatrixRMaj(observed.length, Math.multiplyExact(trials, directions));
        for (int b = 0; b < trials; b++) {
            Dual state = Dual.constant(trajectory[b][0], directions);
            for (int t = 0; t < steps; t++) {
                int first = t * perturbationSize;
                state = step(theta, b, t, state, directions).seeded(first);
                if (observedRow(b, t) >= 0) {
                    Dual shown = observe(theta, state, directions);
                    Dual perturbed = problem.observable().isOutput() ? shown.seeded(first + stateSize) : shown;
                    put(p, observedRow(b, t), b * directions, perturbed.tangent());
                }
            }
        }
        return p;
    }

    /** {@return F: every parameter is a direction, carried through one step only} */
    DMatrixRMaj oneStepJacobian() {
        DualParameters theta = DualParameters.seeded(problem.parameters(), differentiated);
        int directions = differentiated.size();
        DMatrixRMaj f = new DMatrixRMaj(trials * steps * perturbationSize, directions);
        for (int b = 0; b < trials; b++) {
            for (int t = 0; t < steps; t++) {
                int row = (b * steps + t) * perturbationSize;
                Dual before = Dual.constant(trajectory[b][t], directions);
                put(f, row, 0, step(theta, b, t, before, directions).tangent());
                if (problem.observable().isOutput()) {
                    Dual after = Dual.constant(trajectory[b][t + 1], directions);
                    put(f, row + stateSize, 0, observe(theta, after, directions).tangent());
                }
            }
        }
        return f;
    }

    /** {@return the pieces of a step: the state and the value of each affine site are the directions} */
    StepPieces pieces(int b, int t) {
        int sitesFrom = stateSize;
        SiteParameters probe =
                new SiteParameters(DualParameters.constant(problem.parameters(), 0), differentiated, 0, 0);
        stepAndOutput(probe, b, t, 0);
        int directions = sitesFrom
                + probe.sites().stream().mapToInt(site -> site.width()).sum();
        SiteParameters theta = new SiteParameters(
                DualParameters.constant(problem.parameters(), directions), differentiated, sitesFrom, directions);
        double[][] tangent = stepAndOutput(theta, b, t, directions);
        return new StepPieces(tangent, theta.sites(), theta.features(), stateSize);
    }

    /** {@return ∂q} along the directions of a state that is seeded from 0 on, one row for each perturbation */
    private double[][] stepAndOutput(CellParameters<Dual> theta, int b, int t, int directions) {
        Dual before = Dual.constant(trajectory[b][t], directions);
        Dual after = step(theta, b, t, directions == 0 ? before : before.seeded(0), directions);
        if (!problem.observable().isOutput()) {
            return after.tangent();
        }
        Dual output = observe(theta, Dual.constant(trajectory[b][t + 1], directions), directions);
        return new DualMath(t, directions).concat(List.of(after, output)).tangent();
    }

    /** {@return C {@code [observed, U]}} */
    DMatrixRMaj observation() {
        DualParameters theta = DualParameters.constant(problem.parameters(), perturbationSize);
        Dual shown =
                observe(theta, Dual.constant(trajectory[0][0], perturbationSize).seeded(0), perturbationSize);
        DMatrixRMaj c = new DMatrixRMaj(observedSize, perturbationSize);
        put(c, 0, 0, (problem.observable().isOutput() ? shown.seeded(stateSize) : shown).tangent());
        return c;
    }

    private Dual step(CellParameters<Dual> theta, int b, int t, Dual state, int directions) {
        DualMath math = new DualMath(t, directions);
        int size = problem.model().hiddenSize();
        List<Dual> parts = IntStream.range(0, problem.model().cell().stateParts())
                .mapToObj(i -> math.slice(state, i * size, (i + 1) * size))
                .toList();
        double[] x = IntStream.range(0, problem.inputs().size())
                .mapToDouble(i -> problem.inputs().get(b, t, i))
                .toArray();
        return math.concat(problem.model().step(math, theta, Dual.constant(x, directions), parts));
    }

    /** What is observed of a whole state. */
    private Dual observe(CellParameters<Dual> theta, Dual state, int directions) {
        int size = problem.model().hiddenSize();
        int from = problem.model().cell().observedPart() * size;
        DualMath math = new DualMath(0, directions);
        Dual part = math.slice(state, from, from + size);
        return problem.observable().isOutput() ? problem.model().output(math, theta, part) : part;
    }

    private double[] initialState(int b) {
        return IntStream.range(0, stateSize)
                .mapToDouble(i -> problem.initialState().get(b, i))
                .toArray();
    }

    /** {@return where the observation of a step begins, or −1 if that step is not observed} */
    private int observedRow(int b, int t) {
        if (problem.observable().isFinal()) {
            return t == steps - 1 ? b * observedSize : -1;
        }
        return (b * steps + t) * observedSize;
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

    private static void put(DMatrixRMaj matrix, int row, int column, double[][] block) {
        for (int i = 0; i < block.length; i++) {
            System.arraycopy(block[i], 0, matrix.data, (row + i) * matrix.numCols + column, block[i].length);
        }
    }
}
