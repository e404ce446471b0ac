package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.alignment.Deflated;
import io.ntk.estimators.alignment.Deflation;
import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies several kernels by the same vectors: by a space Q in which the kernels are largest and by probes outside Q, or,
 * where a split is impossible, by plain probes. One kernel is open at a time.
 */
final class SharedProbes {
    /** Fewer products are few. */
    private static final int FEW = 10;

    private final List<KernelSource> kernels;
    private final List<String> names;
    private final EstimatorOptions options;
    private final KernelTraits[] traits;
    private final VectorSpace space;
    private long products;

    /** Opens the first kernel to learn its space. */
    SharedProbes(List<KernelSource> kernels, List<String> names, EstimatorOptions options) {
        this.kernels = kernels;
        this.names = names;
        this.options = options;
        this.traits = new KernelTraits[kernels.size()];
        List<VectorSpace> spaces = new ArrayList<>();
        kernels.get(0).use(kernel -> {
            requireSymmetric(kernel);
            spaces.add(kernel.operator().domain());
        });
        this.space = spaces.get(0);
    }

    VectorSpace space() {
        return space;
    }

    /** What is known of the kernels, after they were multiplied. */
    List<KernelTraits> traits() {
        return List.of(traits);
    }

    /** Of few products most go to the probes, because the interval of three draws is wide and traces gain little from Q. */
    private int dimension(boolean forLater) {
        int samples = options.samples();
        if (samples >= space.order()) {
            return samples;
        }
        if (samples < FEW) {
            return Math.max(2, samples / 3);
        }
        return forLater ? 3 * samples / 5 : Deflation.dimension(space.order(), samples);
    }

    private double bytes(double vectors) {
        return vectors * space.dimension() * space.precision().bytes();
    }

    /** One probe, its images and a difference of two. */
    private int vectorsPerProbe() {
        return kernels.size() + 2;
    }

    /** Multiplies all kernels, and says how. */
    Provenance multiply(Consumer<Images> listener) {
        return multiply(listener, false);
    }

    /** Multiplies kernels by vectors that are for later ones too: these have more outside a Q that they did not choose. */
    Provenance multiplyForLater(Consumer<Images> listener) {
        return multiply(listener, true);
    }

    private Provenance multiply(Consumer<Images> listener, boolean forLater) {
        if (options.samples() < Deflation.LEAST) {
            return plain(listener, null);
        }
        int dimension = dimension(forLater);
        double held = bytes(Deflation.vectorsHeld(kernels.size(), options.samples(), dimension));
        double needed = held + bytes(vectorsPerProbe());
        if (needed > options.memoryLimit()) {
            return plain(
                    listener,
                    String.format(
                            Locale.ROOT,
                            "Plain probes were used, because a deflation needs %.0f bytes, but %d are allowed.",
                            needed,
                            options.memoryLimit()));
        }
        Probes sketch = Probes.of(space, options.probes(), options.seed());
        try (Deflation deflation =
                Deflation.split(space, operators(), sketch, options.samples(), dimension, listener)) {
            long left = (long) (options.memoryLimit() - held);
            draw(deflation, sketch.next(), options.samples() - deflation.products(), options.withMemoryLimit(left));
        }
        return new Provenance(Deflated.NAME, options.samples(), 0, StopReason.COMPLETED, null);
    }

    private Provenance plain(Consumer<Images> listener, @Nullable String note) {
        try (Deflation none = Deflation.none(space, operators(), listener)) {
            draw(none, Probes.of(space, options.probes(), options.seed()), options.samples(), options);
        }
        return new Provenance(SharedSketch.NAME, options.samples(), 0, StopReason.COMPLETED, note);
    }

    private void draw(Deflation deflation, Probes residual, int count, EstimatorOptions memory) {
        int most = count == 0 ? 0 : memory.probesAtATime(space, vectorsPerProbe(), count);
        for (int first = 0; first < count; first += most) {
            try (MultiVector g = residual.block(first, Math.min(most, count - first))) {
                deflation.residual(g);
            }
        }
    }

    private List<UnaryOperator<MultiVector>> operators() {
        return IntStream.range(0, kernels.size())
                .<UnaryOperator<MultiVector>>mapToObj(kernel -> x -> times(kernel, x))
                .toList();
    }

    private MultiVector times(int number, MultiVector x) {
        List<MultiVector> product = new ArrayList<>();
        kernels.get(number).use(kernel -> {
            requireSymmetric(kernel);
            if (!kernel.operator().domain().equals(space)) {
                throw new NtkException(
                        ErrorId.SPACE_MISMATCH,
                        "The kernel " + names.get(0) + " acts on " + space + ", the one " + names.get(number) + " on "
                                + kernel.operator().domain() + ".",
                        "Compare models with equally many units, on the same inputs and with the same observable.");
            }
            traits[number] = KernelTraits.of(kernel);
            product.add(kernel.operator().times(x));
        });
        products += x.columns();
        options.progress().made(products, (long) options.samples() * kernels.size());
        return product.get(0);
    }

    private static void requireSymmetric(Kernel kernel) {
        kernel.require(Metric.METHOD, OperatorProperty.SYMMETRIC);
    }
}
