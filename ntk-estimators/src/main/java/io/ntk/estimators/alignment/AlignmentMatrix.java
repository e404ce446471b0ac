package io.ntk.estimators.alignment;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.probe.Probes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The alignments of every two of several kernels on one space, each as {@link SharedSketch} estimates it, from one sketch
 * of every kernel: m products with each of k kernels instead of the m (k − 1) that pairs one by one would take. The same
 * seed gives each pair the number that {@link SharedSketch} gives for it alone.
 */
public final class AlignmentMatrix {
    private static final AlignmentParts NOTHING = new AlignmentParts(0, 0, 0);

    private final List<List<Estimate>> rows;

    private AlignmentMatrix(List<List<Estimate>> rows) {
        this.rows = rows;
    }

    /**
     * Estimates all pairs. One linearization is open at a time: each model is linearized once if the sketches of all of
     * them fit into the memory limit together, else once for every block of probes that fits.
     *
     * @param models linearizes each model; what it gives is closed here
     * @param options the samples are the products with each kernel; a tolerance is refused
     * @return the matrix
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for fewer than two models, a tolerance, or samples that exceed
     *     n, {@link ErrorId#SPACE_MISMATCH} if the models observe different spaces, {@link ErrorId#NUMERICAL_FAILURE} if a
     *     kernel is zero, {@link ErrorId#NON_FINITE} if the products leave the finite numbers
     */
    public static AlignmentMatrix estimate(List<Supplier<Linearization>> models, EstimatorOptions options) {
        requirePossible(models.size(), options);
        Sketches sketches = new Sketches(models.size(), options.samples());
        int first = 0;
        while (first < options.samples()) {
            first += sketches.draw(models, first, options);
        }
        List<List<Estimate>> rows = new ArrayList<>();
        for (int i = 0; i < models.size(); i++) {
            List<Estimate> row = new ArrayList<>();
            for (int j = 0; j < models.size(); j++) {
                row.add(j < i ? rows.get(j).get(i) : sketches.alignment(i, j, options));
            }
            rows.add(row);
        }
        return new AlignmentMatrix(rows);
    }

    private static void requirePossible(int models, EstimatorOptions options) {
        if (models < 2) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Of " + models + " models there are no pairs to align.",
                    "Give at least two models.");
        }
        if (options.tolerance().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A tolerance was given, but a matrix of alignments cannot stop at one.",
                    "Give a number of samples only.");
        }
    }

    /** {@return the number of models} */
    public int size() {
        return rows.size();
    }

    /**
     * {@return the alignment of two models; exactly 1 for a model with itself}
     *
     * @param i the number of one, from 0
     * @param j the number of the other
     */
    public Estimate at(int i, int j) {
        return rows.get(i).get(j);
    }

    /** {@return the alignments without their errors} */
    public double[][] values() {
        return rows.stream()
                .map(row -> row.stream().mapToDouble(Estimate::value).toArray())
                .toArray(double[][]::new);
    }

    /** The inner products ⟨Θ_i ω, Θ_j ω⟩ of every two kernels at every probe. */
    private static final class Sketches {
        private final double[][][] products;
        private long order;

        Sketches(int models, int probes) {
            this.products = new double[models][models][probes];
        }

        /** Draws as many probes as fit, from {@code first} on; says how many. */
        int draw(List<Supplier<Linearization>> models, int first, EstimatorOptions options) {
            List<MultiVector> images = new ArrayList<>();
            try {
                int columns = sketch(models, first, options, images);
                for (int i = 0; i < images.size(); i++) {
                    for (int j = i; j < images.size(); j++) {
                        double[] dots = images.get(i).dots(images.get(j));
                        System.arraycopy(dots, 0, products[i][j], first, columns);
                    }
                }
                return columns;
            } finally {
                images.forEach(MultiVector::close);
            }
        }

        private int sketch(
                List<Supplier<Linearization>> models, int first, EstimatorOptions options, List<MultiVector> images) {
            MultiVector omega = null;
            try {
                for (int i = 0; i < models.size(); i++) {
                    try (Linearization linearization = models.get(i).get()) {
                        if (omega == null) {
                            omega = probes(linearization.observationSpace(), models.size(), first, options);
                        }
                        requireSpace(i, omega.space(), linearization.observationSpace());
                        images.add(linearization.ntk().times(omega));
                    }
                    long done = (long) first * models.size() + (i + 1L) * omega.columns();
                    options.progress().made(done, (long) options.samples() * models.size());
                }
                return omega == null ? 0 : omega.columns();
            } finally {
                if (omega != null) {
                    omega.close();
                }
            }
        }

        private MultiVector probes(VectorSpace space, int models, int first, EstimatorOptions options) {
            order = space.dimension();
            options.requireSamples(SharedSketch.NAME, 1, order);
            int most = options.probesAtATime(space, models + 1, options.samples());
            return Probes.of(space, options.probes(), options.seed())
                    .block(first, Math.min(most, options.samples() - first));
        }

        private static void requireSpace(int model, VectorSpace first, VectorSpace other) {
            if (!first.equals(other)) {
                throw new NtkException(
                        ErrorId.SPACE_MISMATCH,
                        "The kernel of model 1 acts on " + first + ", that of model " + (model + 1) + " on " + other
                                + ".",
                        "Compare models with as many units, on the same inputs and with the same observable.");
            }
        }

        Estimate alignment(int i, int j, EstimatorOptions options) {
            requireNorm(i);
            requireNorm(j);
            Products pair = new Products(products[Math.min(i, j)][Math.max(i, j)], products[i][i], products[j][j]);
            RatioError error = RatioError.of(NOTHING, pair);
            Outcome outcome = i == j
                    ? Outcome.exact(error.parts())
                    : Outcome.sampled(error.drawnAs(options.probes(), order), StopReason.COMPLETED);
            Finite.require("The alignment of model " + (i + 1) + " and model " + (j + 1), error.value());
            return SharedSketch.of(outcome, options.samples(), options).estimate();
        }

        private void requireNorm(int model) {
            double squares = 0;
            for (double square : products[model][model]) {
                squares += square;
            }
            Finite.require("The squared norm of the kernel of model " + (model + 1), squares);
            if (squares <= 0) {
                throw new NtkException(
                        ErrorId.NUMERICAL_FAILURE,
                        "No alignment with model " + (model + 1) + " is defined because its kernel is zero.",
                        "Check that the selected parameters influence what is observed on these inputs.");
            }
        }
    }
}
