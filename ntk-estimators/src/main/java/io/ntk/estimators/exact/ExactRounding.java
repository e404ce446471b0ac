package io.ntk.estimators.exact;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Meter;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.rounding.Repetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The error by rounding of traces without sampling. The sums are in float64, so that of a float64 kernel is as large as sums of n
 * terms lose, √n ε of a trace, given its states: how chaotic dynamics amplify the rounding of these is not in it. Of a float32 kernel
 * the trace of a product may be made of products in float32. Most numbers are then rounded independently of each other. What the steps
 * of a trial share, as the Gram matrices of its derivatives by the states, costs a trace up to two units of float32 where the network is
 * small, and an alignment, whose three traces share it too, less than half a unit. Its states and step Jacobians are rounded too,
 * which is measured: products with {@value Repetition#MOST} random vectors are made in float32 and in float64, as for methods that
 * sample. Where that is not possible, it is taken for a few units of the precision.
 */
public final class ExactRounding {
    /** No trace is known better: its terms are rounded more than once. */
    private static final double LEAST = 1e-13;

    private static final double UNITS = 8;

    private final Meter meter = new Meter(Progress.none(), 0);
    private final List<Kernel> kernels = new ArrayList<>();
    /** What sums of products lose of a trace, relative. */
    private final double lostOfTrace;

    /** What they lose of an alignment ρ, relative to 1 + ρ. */
    private final double lostOfAlignment;
    /** What is lost, relative, where the rounding of states is not measured. */
    private final double unmeasured;

    private final EstimatorOptions options;

    /**
     * Measures nothing yet.
     *
     * @param kernels one, or those before and after training, with their linearizations
     * @param products the precision of the products that were summed
     * @param options the seed of the vectors, and the memory limit for them
     */
    ExactRounding(List<Kernel> kernels, Precision products, EstimatorOptions options) {
        kernels.forEach(kernel -> this.kernels.add(meter.attach(kernel)));
        Linearization first = kernels.get(0).requireLinearization(ExactNtk.NAME);
        boolean isRounded = products == Precision.FLOAT32;
        this.lostOfTrace = isRounded ? 2 * Precision.FLOAT32.epsilon() : bySums(first);
        this.lostOfAlignment = isRounded ? Precision.FLOAT32.epsilon() / 2 : bySums(first);
        this.unmeasured = relative(first);
        this.options = options;
    }

    /**
     * {@return the error of a trace by rounding, relative, as far as it is not measured}
     *
     * @param linearization of the kernel
     */
    public static double relative(Linearization linearization) {
        return Math.max(
                bySums(linearization),
                UNITS * linearization.problem().precision().epsilon());
    }

    private static double bySums(Linearization linearization) {
        return Math.max(
                LEAST,
                Math.ulp(1.0)
                        * Math.sqrt((double) linearization.observationSpace().order()));
    }

    /** {@return what was spent on each kernel to measure it} */
    List<Cost> costs() {
        return meter.costs();
    }

    /** {@return a bound of the error of Tr Θ or Tr Θ² that holds in about 95% of cases} */
    double ofTrace(TraceOf of, double value) {
        return Math.max(
                lostOfTrace * Math.abs(value),
                measured((x, rounded, repeated) -> of == TraceOf.OPERATOR
                                ? Repetition.dot(x, rounded[0]) - Repetition.dot(x, repeated[0])
                                : Repetition.dot(rounded[0], rounded[0]) - Repetition.dot(repeated[0], repeated[0]))
                        .orElse(unmeasured * Math.abs(value)));
    }

    /** {@return a bound of the error of the alignment that parts amount to, which holds in about 95% of cases} */
    double ofAlignment(AlignmentParts parts) {
        double a = parts.squaredFrobeniusBefore();
        double b = parts.squaredFrobeniusAfter();
        double cross = parts.crossTrace();
        if (cross == a && cross == b) {
            return 0;
        }
        double norms = Math.sqrt(a) * Math.sqrt(b);
        double value = Math.abs(parts.alignment());
        return Math.max(
                lostOfAlignment * (1 + value),
                measured((x, rounded, repeated) -> {
                            double ofCross = change(rounded, repeated, 0, 1);
                            double before = change(rounded, repeated, 0, 0);
                            double after = change(rounded, repeated, 1, 1);
                            return ofCross / norms - cross / norms * (before / a + after / b) / 2;
                        })
                        .orElse(unmeasured * (1 + value)));
    }

    private static double change(double[][] rounded, double[][] repeated, int i, int j) {
        return Repetition.dot(rounded[i], rounded[j]) - Repetition.dot(repeated[i], repeated[j]);
    }

    /** What float64 changes in a number, as one vector x shows it, whose images under all kernels are given in both precisions. */
    @FunctionalInterface
    private interface Change {
        double by(double[] x, double[][] rounded, double[][] repeated);
    }

    /** {@return a bound of the error; empty if no product can be repeated in a higher precision, or has room, or is finite} */
    private Optional<Double> measured(Change change) {
        try {
            return measuredByProducts(change).filter(Double::isFinite);
        } catch (NtkException e) {
            if (e.id() == ErrorId.OUT_OF_MEMORY || e.id() == ErrorId.NON_FINITE) {
                // The result is known all the same.
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<Double> measuredByProducts(Change change) {
        VectorSpace space = kernels.get(0).operator().domain();
        double bytes = 2.0 * Double.BYTES * Repetition.MOST * space.dimension() * (1 + kernels.size());
        if (bytes > options.memoryLimit() || !kernels.stream().allMatch(Kernel::isRepeatable)) {
            return Optional.empty();
        }
        try (MultiVector x =
                Probes.of(space, ProbeKind.RADEMACHER, options.seed()).block(0, Repetition.MOST)) {
            double[][] vectors = x.toArrays();
            List<double[][]> rounded = new ArrayList<>();
            for (Kernel kernel : kernels) {
                try (MultiVector y = kernel.operator().times(x)) {
                    rounded.add(y.toArrays());
                }
            }
            return Repetition.of(kernels, vectors, options.memoryLimit()).map(repeated -> {
                double[] changes = new double[vectors.length];
                for (int j = 0; j < changes.length; j++) {
                    double scale = space.order() / Repetition.dot(vectors[j], vectors[j]);
                    changes[j] = scale * change.by(vectors[j], images(rounded, j), images(repeated, j));
                }
                return Repetition.bound(changes);
            });
        }
    }

    private static double[][] images(List<double[][]> ofKernels, int vector) {
        return ofKernels.stream().map(images -> images[vector]).toArray(double[][]::new);
    }
}
