package io.ntk.tck.reference;

import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.api.spi.UsedParameters;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** The pieces of J, those of a trial computed when it is first asked about. */
final class ReferenceStructure implements StepStructure {
    private final DualModel model;
    private final int stateSize;
    private final int perturbationSize;
    private final boolean isPlain;
    private final Map<Integer, List<StepPieces>> pieces = new ConcurrentHashMap<>();

    private ReferenceStructure(DualModel model, int stateSize, int perturbationSize, boolean isPlain) {
        this.model = model;
        this.stateSize = stateSize;
        this.perturbationSize = perturbationSize;
        this.isPlain = isPlain;
    }

    static ReferenceStructure of(Problem problem, DualModel model) {
        int perturbationSize = problem.perturbationShape().axes().get(2).size();
        boolean isPlain =
                problem.model().weights().isIdentity() && problem.kept().isEmpty();
        return new ReferenceStructure(model, problem.model().stateSize(), perturbationSize, isPlain);
    }

    /** {@return the pieces of each step of a trial} */
    private List<StepPieces> pieces(int trial) {
        return pieces.computeIfAbsent(
                trial,
                missing -> IntStream.range(0, model.steps(missing))
                        .mapToObj(t -> model.pieces(missing, t))
                        .toList());
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int perturbationSize() {
        return perturbationSize;
    }

    @Override
    public List<AffineSite> sites() {
        return pieces(model.firstTrialWithSteps()).get(0).sites();
    }

    @Override
    public void features(int site, int trial, DoubleBuffer out) {
        int at = 0;
        for (StepPieces step : pieces(trial)) {
            for (double feature : step.features().get(site)) {
                out.put(at++, feature);
            }
        }
    }

    @Override
    public void stateJacobians(int trial, DoubleBuffer out) {
        int at = 0;
        for (StepPieces step : pieces(trial)) {
            for (int i = 0; i < stateSize; i++) {
                for (int j = 0; j < stateSize; j++) {
                    out.put(at++, step.stateJacobian(i, j));
                }
            }
        }
    }

    @Override
    public void siteJacobians(int site, int trial, DoubleBuffer out) {
        int at = 0;
        for (StepPieces step : pieces(trial)) {
            int width = step.sites().get(site).width();
            for (int i = 0; i < perturbationSize; i++) {
                for (int j = 0; j < width; j++) {
                    out.put(at++, step.siteJacobian(site, i, j));
                }
            }
        }
    }

    @Override
    public boolean isObservationConstant() {
        return model.isObservationConstant();
    }

    @Override
    public double[] observation() {
        return model.isObservationConstant()
                ? model.observation(model.firstTrialWithSteps(), 0).data.clone()
                : StepStructure.super.observation();
    }

    @Override
    public void observations(int trial, DoubleBuffer out) {
        int at = 0;
        for (int t = 0; t < model.steps(trial); t++) {
            double[] c = model.observation(trial, t).data;
            out.put(at, c);
            at += c.length;
        }
    }

    @Override
    public Optional<UsedParameters> usedParameters() {
        return isPlain ? Optional.empty() : Optional.of(model.tensors().parameters());
    }

    @Override
    public DenseProducts products() {
        return new Sums();
    }

    /** Every element of a product as the sum that defines it. */
    private static final class Sums extends DenseProducts {
        @Override
        protected void multiplyFitting(double alpha, DenseMatrix a, DenseMatrix b, double beta, DenseMatrix c) {
            double[][] right = new double[b.rows()][b.columns()];
            for (int l = 0; l < right.length; l++) {
                b.copyRow(l, right[l]);
            }
            double[] left = new double[a.columns()];
            double[] sums = new double[b.columns()];
            for (int i = 0; i < c.rows(); i++) {
                a.copyRow(i, left);
                Arrays.fill(sums, 0);
                for (int l = 0; l < left.length; l++) {
                    double factor = left[l];
                    double[] row = right[l];
                    for (int j = 0; j < sums.length; j++) {
                        sums[j] += factor * row[j];
                    }
                }
                for (int j = 0; j < sums.length; j++) {
                    c.put(i, j, (beta == 0 ? 0 : beta * c.get(i, j)) + alpha * sums[j]);
                }
            }
        }
    }
}
