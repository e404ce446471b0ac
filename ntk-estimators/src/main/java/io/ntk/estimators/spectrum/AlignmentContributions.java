package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What each parameter tensor and each observed step adds to an alignment.
 *
 * <p>Θ = Σ_p Θ_p with Θ_p = J_p J_pᵀ, so a tensor adds (Tr(Θ_{0,p} Θ_f) + Tr(Θ_0 Θ_{f,p})) / 2 to the cross trace; step t
 * adds Σ_{t'} ⟨Θ_0[t, t'], Θ_f[t, t']⟩, the rows of step t. Both are divided by ‖Θ_0‖ ‖Θ_f‖. The contributions of all
 * tensors, and those of all steps, sum to the alignment, also as estimated.
 *
 * @param alignment the alignment
 * @param tensors the contribution of each differentiated tensor, in the order of θ
 * @param steps the contribution of each observed step: one for a final value
 */
public record AlignmentContributions(Estimate alignment, List<Part> tensors, List<Part> steps) {
    private static final String METHOD = "contributions";

    /** Copies the lists. */
    public AlignmentContributions {
        tensors = List.copyOf(tensors);
        steps = List.copyOf(steps);
    }

    /**
     * A contribution.
     *
     * @param name the tensor, or the number of the step from 0
     * @param contribution what it adds
     */
    public record Part(String name, Estimate contribution) {}

    /**
     * Estimates them from probes shared by both kernels, with errors by the jackknife over the probes.
     *
     * @param before the network before training
     * @param after the same network after training
     * @param options the samples are the probes, at least 3. Each costs, for either network, one product with Jᵀ and one
     *     with J for each differentiated tensor
     * @return the contributions
     * @throws NtkException {@link ErrorId#SPACE_MISMATCH} if the two observe or differentiate different things,
     *     {@link ErrorId#INVALID_ARGUMENT} if the samples are too few
     */
    public static AlignmentContributions estimate(Linearization before, Linearization after, EstimatorOptions options) {
        Problem problem = before.problem();
        if (!before.observationSpace().equals(after.observationSpace())
                || !problem.selectedLayout().equals(after.problem().selectedLayout())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "One network observes " + before.observationSpace() + " and differentiates "
                            + problem.selectedLayout()
                            + ", the other " + after.observationSpace() + " and "
                            + after.problem().selectedLayout() + ".",
                    "Linearize the same model twice, on equally many trials and steps, with the same selection.");
        }
        VectorSpace space = before.observationSpace();
        options.requireSamples(METHOD, Jackknife.LEAST, space.dimension());
        List<ParameterTensor> layout = problem.selectedLayout().tensors();
        int steps = problem.observable().isFinal() ? 1 : problem.inputs().steps();
        int probes = options.samples();
        Draws draws = new Draws(layout.size(), steps, probes, problem.inputs().trials());
        Probes sequence = Probes.of(space, options.probes(), options.seed());
        int most = options.probesAtATime(space, 2 * layout.size() + 4, probes);
        for (int first = 0; first < probes; first += most) {
            int columns = Math.min(most, probes - first);
            try (MultiVector omega = sequence.block(first, columns);
                    TensorKernels old = new TensorKernels(before, layout, omega);
                    TensorKernels trained = new TensorKernels(after, layout, omega)) {
                draws.put(first, old, trained);
            }
            options.progress().made(first + columns, probes);
        }
        return draws.contributions(layout, options);
    }

    /** Θ_p ω for each tensor p, and their sum. */
    private static final class TensorKernels implements AutoCloseable {
        private final List<MultiVector> parts = new ArrayList<>();
        private final MultiVector sum;

        TensorKernels(Linearization linearization, List<ParameterTensor> layout, MultiVector omega) {
            this.sum = linearization.observationSpace().zeros(omega.columns());
            try (MultiVector gradient = linearization.vjp(omega);
                    MultiVector masked = linearization.parameterSpace().zeros(omega.columns())) {
                for (ParameterTensor tensor : layout) {
                    for (int c = 0; c < omega.columns(); c++) {
                        double[] all = gradient.toArray(c);
                        double[] kept = new double[all.length];
                        System.arraycopy(all, tensor.offset(), kept, tensor.offset(), tensor.size());
                        masked.setColumn(c, kept);
                    }
                    MultiVector part = linearization.jvp(masked);
                    parts.add(part);
                    sum.axpy(1, part);
                }
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        @Override
        public void close() {
            parts.forEach(MultiVector::close);
            sum.close();
        }
    }

    /** What each probe gave. */
    private static final class Draws {
        private final int trials;
        private final double[][] byTensor;
        private final double[][] byStep;
        private final double[] cross;
        private final double[] before;
        private final double[] after;

        Draws(int tensors, int steps, int probes, int trials) {
            this.trials = trials;
            this.byTensor = new double[tensors][probes];
            this.byStep = new double[steps][probes];
            this.cross = new double[probes];
            this.before = new double[probes];
            this.after = new double[probes];
        }

        void put(int first, TensorKernels old, TensorKernels trained) {
            int columns = old.sum.columns();
            System.arraycopy(old.sum.dots(trained.sum), 0, cross, first, columns);
            System.arraycopy(old.sum.dots(old.sum), 0, before, first, columns);
            System.arraycopy(trained.sum.dots(trained.sum), 0, after, first, columns);
            for (int p = 0; p < byTensor.length; p++) {
                double[] left = old.parts.get(p).dots(trained.sum);
                double[] right = old.sum.dots(trained.parts.get(p));
                for (int c = 0; c < columns; c++) {
                    byTensor[p][first + c] = (left[c] + right[c]) / 2;
                }
            }
            for (int c = 0; c < columns; c++) {
                putSteps(first + c, old.sum.toArray(c), trained.sum.toArray(c));
            }
        }

        private void putSteps(int probe, double[] x, double[] y) {
            int steps = byStep.length;
            int units = x.length / (trials * steps);
            for (int i = 0; i < x.length; i++) {
                byStep[i / units % steps][probe] += x[i] * y[i];
            }
        }

        AlignmentContributions contributions(List<ParameterTensor> layout, EstimatorOptions options) {
            Cost cost = new Cost(0, (long) cross.length * layout.size(), cross.length);
            List<Part> tensors = new ArrayList<>();
            for (int p = 0; p < byTensor.length; p++) {
                tensors.add(new Part(layout.get(p).name(), ratio(byTensor[p], cost, options)));
            }
            List<Part> steps = new ArrayList<>();
            for (int t = 0; t < byStep.length; t++) {
                steps.add(new Part(String.valueOf(t), ratio(byStep[t], cost, options)));
            }
            return new AlignmentContributions(ratio(cross, cost, options), tensors, steps);
        }

        private Estimate ratio(double[] numerator, Cost cost, EstimatorOptions options) {
            Outcome ratio = Jackknife.of(
                    cross.length,
                    without -> Jackknife.sumWithout(numerator, without)
                            / Math.sqrt(Jackknife.sumWithout(before, without) * Jackknife.sumWithout(after, without)));
            return ratio.by(METHOD, Collections.nCopies(2, cost), options);
        }
    }
}
