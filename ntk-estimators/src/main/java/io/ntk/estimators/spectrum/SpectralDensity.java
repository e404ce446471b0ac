package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.linalg.SymmetricEigen;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.SampleMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;

/**
 * How the eigenvalues of a symmetric operator are distributed, by stochastic Lanczos quadrature (Golub and Meurant 2010;
 * Ubaru, Chen and Saad, SIAM J. Matrix Anal. Appl. 38, 2017): for each random probe, the Lanczos process gives the nodes
 * and weights of a Gauss quadrature of the probe's spectral measure, whose expectation is the density of eigenvalues.
 *
 * <p>A quadrature of j nodes is exact for polynomials of degree up to 2j − 1. For other functions it has a bias, which falls
 * exponentially with the steps for functions analytic around the spectrum and is not part of the stated errors; those are of
 * the sampling of probes alone.
 */
public final class SpectralDensity {
    private static final String METHOD = "lanczos-quadrature";

    /**
     * A node of a quadrature.
     *
     * @param value where it is on the axis of eigenvalues
     * @param weight its weight; the weights of one probe sum to 1
     */
    public record Node(double value, double weight) {}

    private final long order;
    private final List<List<Node>> quadratures;
    private final long products;
    private final EstimatorOptions options;

    private SpectralDensity(long order, List<List<Node>> quadratures, long products, EstimatorOptions options) {
        this.order = order;
        this.quadratures = quadratures.stream().map(List::copyOf).toList();
        this.products = products;
        this.options = options;
    }

    /**
     * Estimates the density.
     *
     * @param operator a symmetric operator
     * @param steps Lanczos steps for each probe, at least 1: the nodes of a quadrature
     * @param options the samples are the products with the operator, at least {@code steps}: a probe for every
     *     {@code steps} of them
     * @return the density
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if the operator is not declared symmetric,
     *     {@link ErrorId#INVALID_ARGUMENT} if steps or samples are out of range, {@link ErrorId#NON_FINITE} if products
     *     leave the finite numbers
     */
    public static SpectralDensity estimate(LinearOperator operator, int steps, EstimatorOptions options) {
        operator.requireSquare(METHOD);
        operator.require(METHOD, OperatorProperty.SYMMETRIC);
        long order = operator.domain().dimension();
        if (steps < 1 || steps > order) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of Lanczos steps is " + steps + ", but the operator has order n = " + order + ".",
                    "Give at least 1 and at most n.");
        }
        options.requireSamples(METHOD, steps, Long.MAX_VALUE);
        int probes = options.samples() / steps;
        Probes sequence = Probes.of(operator.domain(), options.probes(), options.seed());
        int most = options.probesAtATime(sequence.space(), steps + 3, probes);
        List<List<Node>> quadratures = new ArrayList<>();
        for (int first = 0; first < probes; first += most) {
            int columns = Math.min(most, probes - first);
            try (MultiVector start = sequence.block(first, columns);
                    ParallelLanczos lanczos = new ParallelLanczos(operator, start)) {
                for (int step = 0; step < steps; step++) {
                    lanczos.step();
                    options.progress().made((long) first * steps + (long) columns * (step + 1), (long) probes * steps);
                }
                for (int column = 0; column < columns; column++) {
                    quadratures.add(quadrature(lanczos.tridiagonal(column)));
                }
            }
        }
        return new SpectralDensity(order, quadratures, (long) probes * steps, options);
    }

    private static List<Node> quadrature(DMatrixRMaj tridiagonal) {
        int size = tridiagonal.getNumRows();
        SymmetricEigen eigen = SymmetricEigen.of("a tridiagonal matrix of order " + size, tridiagonal);
        List<Node> nodes = new ArrayList<>();
        double total = 0;
        for (int j = 0; j < size; j++) {
            double first = eigen.vectors().get(0, j);
            total += first * first;
        }
        for (int j = 0; j < size; j++) {
            double first = eigen.vectors().get(0, j);
            nodes.add(new Node(eigen.values()[j], first * first / total));
        }
        return nodes;
    }

    /** {@return the quadrature of each probe} */
    public List<List<Node>> quadratures() {
        return quadratures;
    }

    /**
     * Tr f(A) = Σ_i f(λ_i).
     *
     * @param f a function of an eigenvalue
     * @return n times the mean of the probes' quadratures, with the standard error of that mean
     */
    public Estimate traceOf(DoubleUnaryOperator f) {
        double[] draws = new double[quadratures.size()];
        for (int i = 0; i < draws.length; i++) {
            for (Node node : quadratures.get(i)) {
                draws[i] += order * node.weight() * f.applyAsDouble(node.value());
            }
        }
        SampleMean mean = SampleMean.of(draws);
        OptionalDouble error = mean.standardError();
        Optional<Interval> interval = mean.interval95(0);
        return new Estimate(
                mean.mean(),
                error,
                error.isPresent() ? interval : Optional.empty(),
                error.isPresent() ? ErrorKind.STANDARD_ERROR : ErrorKind.HEURISTIC,
                METHOD,
                options.samples(),
                List.of(new Cost(products, 0, 0)),
                options.seed(),
                StopReason.COMPLETED,
                error.isPresent() ? List.of() : List.of("One probe gives no standard error: ask for more samples."));
    }

    /**
     * How many eigenvalues lie in an interval. The quadrature's bias is largest here: it is that of a step function.
     *
     * @param from the lower end, included
     * @param to the upper end, excluded
     * @return their estimated number, {@code HEURISTIC} because of the bias
     */
    public Estimate count(double from, double to) {
        Estimate estimate = traceOf(value -> value >= from && value < to ? 1 : 0);
        return new Estimate(
                estimate.value(),
                estimate.standardError(),
                Optional.empty(),
                ErrorKind.HEURISTIC,
                METHOD,
                estimate.samples(),
                estimate.costs(),
                estimate.seed(),
                estimate.stop(),
                List.of("The standard error is that of the probes; the bias of the quadrature is not known."));
    }

    /**
     * The density smoothed by a Gaussian.
     *
     * @param value where
     * @param width the standard deviation of the Gaussian, positive
     * @return eigenvalues per unit, so that the integral is n
     */
    public double smoothed(double value, double width) {
        double sum = 0;
        for (List<Node> quadrature : quadratures) {
            for (Node node : quadrature) {
                double z = (value - node.value()) / width;
                sum += node.weight() * Math.exp(-z * z / 2);
            }
        }
        return order * sum / (quadratures.size() * width * Math.sqrt(2 * Math.PI));
    }
}
