package io.ntk.tck;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.linalg.Axis;
import io.ntk.api.model.Indices;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.api.spi.StepStructure.AffineSite;
import io.ntk.api.spi.UsedParameters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.stream.Stream;

/** J put together from a {@link StepStructure}, by the recursion ds_t = A_t ds_{t−1} + Σ_j D_j da_j over dense matrices. */
final class StructuredJacobian {
    private final Problem problem;
    private final StepStructure structure;
    private final ParameterLayout layout;
    private final int stateSize;
    private final int perturbationSize;

    StructuredJacobian(Problem problem, StepStructure structure) {
        this.problem = problem;
        this.structure = structure;
        this.layout = structure.usedParameters().map(UsedParameters::layout).orElse(problem.selectedLayout());
        this.stateSize = structure.stateSize();
        this.perturbationSize = structure.perturbationSize();
    }

    /** {@return a direct buffer, which is what a structure fills} */
    static DoubleBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size * Double.BYTES)
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer();
    }

    /** {@return D of a site at every step of a trial, {@code [T, U, w]}} */
    double[] siteJacobians(int site, int trial) {
        int width = structure.sites().get(site).width();
        double[] d = new double[problem.usedSteps()[trial] * perturbationSize * width];
        DoubleBuffer buffer = buffer(d.length);
        structure.siteJacobians(site, trial, buffer);
        buffer.get(0, d);
        return d;
    }

    /** {@return the same from the elements in the rows that the structure states} */
    double[] statedSiteJacobians(int site, int trial) {
        int[][] rows = structure.siteRows(site).orElseThrow();
        int steps = problem.usedSteps()[trial];
        int perStep = Stream.of(rows).mapToInt(of -> of.length).sum();
        DoubleBuffer elements = buffer(steps * perStep);
        structure.siteElements(site, trial, elements);
        double[] d = new double[steps * perturbationSize * rows.length];
        int at = 0;
        for (int step = 0; step < steps; step++) {
            for (int column = 0; column < rows.length; column++) {
                for (int row : rows[column]) {
                    d[(step * perturbationSize + row) * rows.length + column] = elements.get(at++);
                }
            }
        }
        return d;
    }

    /** {@return the columns of J} */
    double[][] columns() {
        double[][] ofUsed = columnsOfUsed();
        if (structure.usedParameters().isEmpty()) {
            return ofUsed;
        }
        UsedParameters used = structure.usedParameters().get();
        double[][] j = new double[problem.selectedLayout().size()][ofUsed[0].length];
        for (int element = 0; element < ofUsed.length; element++) {
            for (int row = 0; row < j[0].length && used.source(element) >= 0; row++) {
                j[used.source(element)][row] += used.slope(element) * ofUsed[element][row];
            }
        }
        return j;
    }

    private double[][] columnsOfUsed() {
        int observed = problem.observedShape().sizeOf(Axis.UNIT);
        Indices kept = problem.restriction().stepsOf(problem.inputs().steps());
        double[][] j = new double[layout.size()]
                [Math.toIntExact(problem.observedShape().size())];
        for (int b = 0; b < problem.inputs().trials(); b++) {
            int steps = problem.usedSteps()[b];
            double[][][] q = oneStep(b, steps);
            DoubleBuffer a = buffer(steps * stateSize * stateSize);
            structure.stateJacobians(b, a);
            DoubleBuffer c = buffer(steps * observed * perturbationSize);
            structure.observations(b, c);
            double[][] state = new double[stateSize][layout.size()];
            for (int t = 0; t < steps; t++) {
                double[][] shown = advance(a, t, state, q[t]);
                state = List.of(shown).subList(0, stateSize).toArray(double[][]::new);
                boolean isFinal = problem.observable().isFinal();
                if (isFinal ? t < steps - 1 : !problem.restriction().includes(b, t)) {
                    continue;
                }
                int row = (isFinal ? b : b * kept.size() + kept.find(t)) * observed;
                for (int i = 0; i < observed; i++) {
                    for (int u = 0; u < perturbationSize; u++) {
                        for (int m = 0; m < layout.size(); m++) {
                            j[m][row + i] += c.get((t * observed + i) * perturbationSize + u) * shown[u][m];
                        }
                    }
                }
            }
        }
        return j;
    }

    /** {@return d(s_t, output perturbation): A ds added to the state's part of dq} */
    private double[][] advance(DoubleBuffer a, int t, double[][] state, double[][] q) {
        for (int i = 0; i < stateSize; i++) {
            for (int k = 0; k < stateSize; k++) {
                double factor = a.get((t * stateSize + i) * stateSize + k);
                for (int m = 0; m < layout.size(); m++) {
                    q[i][m] += factor * state[k][m];
                }
            }
        }
        return q;
    }

    /** {@return dq at every step of a trial, {@code [T][U][M]}} */
    private double[][][] oneStep(int b, int steps) {
        double[][][] q = new double[steps][perturbationSize][layout.size()];
        for (int site = 0; site < structure.sites().size(); site++) {
            AffineSite at = structure.sites().get(site);
            DoubleBuffer d = buffer(steps * perturbationSize * at.width());
            structure.siteJacobians(site, b, d);
            DoubleBuffer f = buffer(steps * Math.max(1, at.featureWidth()));
            if (!at.weight().isEmpty()) {
                structure.features(site, b, f);
            }
            for (int t = 0; t < steps; t++) {
                for (int u = 0; u < perturbationSize; u++) {
                    for (int i = 0; i < at.width(); i++) {
                        addSite(q[t][u], at, i, d.get((t * perturbationSize + u) * at.width() + i), f, t);
                    }
                }
            }
        }
        return q;
    }

    private void addSite(double[] row, AffineSite site, int unit, double slope, DoubleBuffer features, int t) {
        if (!site.weight().isEmpty()) {
            int first = layout.tensor(site.weight()).offset() + unit * site.featureWidth();
            for (int k = 0; k < site.featureWidth(); k++) {
                row[first + k] += slope * features.get(t * site.featureWidth() + k);
            }
        }
        if (!site.bias().isEmpty()) {
            row[layout.tensor(site.bias()).offset() + unit] += slope;
        }
    }
}
