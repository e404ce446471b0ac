package io.ntk.estimators.metric;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.alignment.ProductRounding;
import io.ntk.estimators.probe.ProbeKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Gathers the statistics that are needed of several kernels, and of every two of them, from their images. */
final class KernelStatistics implements Consumer<Images> {
    private final Set<Statistic> needed;
    private final Map<Key, Tally> tallies = new HashMap<>();
    private final Map<Key, ProductRounding> roundings = new HashMap<>();
    private final FirstVectors first;
    private double storage;

    /** Of kernels i ≤ j, which are the same for a statistic of one. */
    private record Key(Statistic statistic, int i, int j) {}

    /** Of kernels whose products are not repeated. */
    KernelStatistics(Set<Statistic> needed) {
        this(needed, FirstVectors.none());
    }

    /** Of kernels whose first products may be repeated in float64. */
    KernelStatistics(Set<Statistic> needed, FirstVectors first) {
        this.needed = needed;
        this.first = first;
    }

    @Override
    public void accept(Images images) {
        storage = images.vectors().space().precision().epsilon();
        first.hear(images);
        for (int i = 0; i < images.kernels(); i++) {
            if (needed.contains(Statistic.QUADRATIC_FORM)) {
                tally(Statistic.QUADRATIC_FORM, i, i).add(images, images.forms(i));
            }
            if (needed.stream().anyMatch(statistic -> statistic != Statistic.QUADRATIC_FORM)) {
                tally(Statistic.SQUARED_NORM, i, i).addSquares(images, images.dots(i, i), images.coordinates(i));
            }
            for (int j = i + 1; j < images.kernels(); j++) {
                compare(images, i, j);
            }
        }
    }

    private void compare(Images images, int i, int j) {
        DMatrixRMaj first = images.coordinates(i);
        DMatrixRMaj later = images.coordinates(j);
        if (needed.contains(Statistic.INNER_PRODUCT)) {
            tally(Statistic.INNER_PRODUCT, i, j).add(images, images.dots(i, j), first, later);
            if (images.areKnown()) {
                rounding(i, j).add(images, i, j);
            }
        }
        if (!needed.contains(Statistic.SQUARED_DIFFERENCE) && !needed.contains(Statistic.DIFFERENCE_OF_SQUARES)) {
            return;
        }
        // Subtracted element by element, so that nothing cancels where the kernels are nearly equal.
        try (MultiVector difference = images.of(j).copy()) {
            difference.axpy(-1, images.of(i));
            double[][] dots = difference.pairDots(images.of(i));
            DMatrixRMaj inside = CommonOps_DDRM.subtract(later, first, null);
            tally(Statistic.SQUARED_DIFFERENCE, i, j).addSquares(images, dots[0], inside);
            double[] withSum = new double[dots[0].length];
            for (int c = 0; c < withSum.length; c++) {
                withSum[c] = dots[0][c] + 2 * dots[1][c];
            }
            tally(Statistic.DIFFERENCE_OF_SQUARES, i, j)
                    .add(images, withSum, inside, CommonOps_DDRM.add(later, first, null));
        }
    }

    private Tally tally(Statistic statistic, int i, int j) {
        return tallies.computeIfAbsent(new Key(statistic, i, j), key -> new Tally());
    }

    private ProductRounding rounding(int i, int j) {
        return roundings.computeIfAbsent(new Key(Statistic.INNER_PRODUCT, i, j), key -> new ProductRounding());
    }

    /** Repeats the first products of the same kernels in float64, if that is possible; returns with how many vectors. */
    int repeat(List<KernelSource> kernels) {
        Optional<List<double[][]>> repeated = first.repeated(kernels);
        if (repeated.isEmpty()) {
            return 0;
        }
        List<double[][]> images = repeated.get();
        tallies.forEach((key, tally) -> tally.compare(
                computed -> first.changes(key.statistic, computed, images.get(key.i), images.get(key.j))));
        return first.count();
    }

    /** The statistics of kernels i and j; a statistic of one kernel is that of i. */
    ProbeStatistics of(int i, int j, KernelTraits kernels, ProbeKind probes) {
        Map<Statistic, Sampled> values = new EnumMap<>(Statistic.class);
        needed.forEach(statistic -> values.put(statistic, sampled(statistic, i, j)));
        ProductRounding products = rounding(Math.min(i, j), Math.max(i, j));
        return new ProbeStatistics(values, products, kernels, probes);
    }

    private Sampled sampled(Statistic statistic, int i, int j) {
        Statistic found = i == j && statistic == Statistic.INNER_PRODUCT ? Statistic.SQUARED_NORM : statistic;
        int low = Math.min(i, j);
        int high = Math.max(i, j);
        return switch (found) {
            case QUADRATIC_FORM, SQUARED_NORM -> tally(found, i, i).sampled(1);
            case SQUARED_NORM_LATER -> tally(Statistic.SQUARED_NORM, j, j).sampled(1);
            case INNER_PRODUCT -> tally(found, low, high).sampled(1);
            case SQUARED_DIFFERENCE ->
                i == j
                        ? tally(Statistic.SQUARED_NORM, i, i).sampled(0)
                        : withStoredRounding(tally(found, low, high).sampled(1), i, j);
            case DIFFERENCE_OF_SQUARES ->
                i == j
                        ? tally(Statistic.SQUARED_NORM, i, i).sampled(0)
                        : tally(found, low, high).sampled(i < j ? 1 : -1);
        };
    }

    /**
     * States also the rounding of what is stored: Jacobians that are rounded once leave kernels symmetric, so that no asymmetry
     * shows it. By a unit roundoff of ε/2, ‖Θ′ − Θ‖ has an error of ε/2 times the norms, which is much where they are nearly
     * equal.
     */
    private Sampled withStoredRounding(Sampled squaredDifference, int i, int j) {
        double squares = tally(Statistic.SQUARED_NORM, i, i).sampled(1).mean(-1)
                + tally(Statistic.SQUARED_NORM, j, j).sampled(1).mean(-1);
        double error = storage * Math.sqrt(squaredDifference.mean(-1) * squares / 2);
        return squaredDifference.withRounding(Math.hypot(squaredDifference.rounding(), error));
    }

    /** One statistic, as it adds up. */
    private static final class Tally {
        private double known;
        private final List<double[]> draws = new ArrayList<>();
        private final SquareRounding rounding = new SquareRounding();
        private double[] first = {};
        private double[] changes = {};

        /** Compares the values for the first vectors with repeated ones. */
        void compare(UnaryOperator<double[]> change) {
            changes = change.apply(first);
        }

        private void remember(double[] values) {
            first = first.length == 0 ? values.clone() : first;
        }

        void addSquares(Images images, double[] squares, DMatrixRMaj inside) {
            add(images, squares, inside, inside);
            if (images.areKnown()) {
                rounding.add(inside, squares);
            }
        }

        void add(Images images, double[] forms) {
            remember(forms);
            if (images.areKnown()) {
                known += DoubleStream.of(forms).sum();
            } else {
                draws.add(forms);
            }
        }

        void add(Images images, double[] dots, DMatrixRMaj k, DMatrixRMaj l) {
            remember(dots);
            if (images.areKnown()) {
                known = images.known(known, dots, k, l);
            } else {
                draws.add(Images.rest(dots, k, l));
            }
        }

        Sampled sampled(double factor) {
            return new Sampled(
                    known * factor,
                    scaled(draws.stream().flatMapToDouble(DoubleStream::of), factor),
                    Math.abs(factor) * rounding.bound(),
                    scaled(DoubleStream.of(changes), factor));
        }

        private static double[] scaled(DoubleStream numbers, double factor) {
            return numbers.map(number -> number * factor).toArray();
        }
    }
}
