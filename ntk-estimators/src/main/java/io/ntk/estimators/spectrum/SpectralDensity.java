package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.SampleMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * How the eigenvalues of a symmetric operator are distributed, by stochastic Lanczos quadrature (Golub and Meurant 2010;
 * Ubaru, Chen and Saad, SIAM J. Matrix Anal. Appl. 38, 2017): for each random probe, the Lanczos process gives the nodes
 * and weights of a Gauss quadrature of the probe's spectral measure, whose expectation is the density of eigenvalues.
 *
 * <p>A quadrature of j nodes is exact for polynomials of degree up to 2j − 1. For other functions it has a bias, which falls
 * exponentially with the steps for functions analytic around the spectrum. {@link #traceOf(DoubleUnaryOperator, double)}
 * brackets it where the derivatives of the function alternate in sign; elsewhere it is not known, and no interval is stated.
 */
public final class SpectralDensity {
    private static final String METHOD = "lanczos-quadrature";
    private static final String ONE_PROBE = "One probe gives no standard error: ask for more samples.";

    /**
     * A node of a quadrature.
     *
     * @param value where it is on the axis of eigenvalues
     * @param weight its weight; the weights of one probe sum to 1
     */
    public record Node(double value, double weight) {}

    private final long order;
    private final Precision precision;
    private final List<LanczosRule> rules;
    private final long products;
    private final EstimatorOptions options;

    private SpectralDensity(
            long order, Precision precision, List<LanczosRule> rules, long products, EstimatorOptions options) {
        this.order = order;
        this.precision = precision;
        this.rules = List.copyOf(rules);
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
        long order = operator.domain().order();
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
        List<LanczosRule> rules = new ArrayList<>();
        for (int first = 0; first < probes; first += most) {
            int columns = Math.min(most, probes - first);
            try (MultiVector start = sequence.block(first, columns);
                    ParallelLanczos lanczos = new ParallelLanczos(operator, start)) {
                for (int step = 0; step < steps; step++) {
                    lanczos.step();
                    options.progress().made((long) first * steps + (long) columns * (step + 1), (long) probes * steps);
                }
                for (int column = 0; column < columns; column++) {
                    rules.add(lanczos.rule(column));
                }
            }
        }
        return new SpectralDensity(order, sequence.space().precision(), rules, (long) probes * steps, options);
    }

    /** {@return the quadrature of each probe} */
    public List<List<Node>> quadratures() {
        return rules.stream().map(LanczosRule::gauss).toList();
    }

    /**
     * Tr f(A) = Σ_i f(λ_i), for any function.
     *
     * @param f a function of an eigenvalue
     * @return n times the mean of the probes' quadratures, with the standard error of that mean. {@code HEURISTIC}, because of
     *     the bias of the quadratures
     */
    public Estimate traceOf(DoubleUnaryOperator f) {
        SampleMean mean = SampleMean.of(draws(rule -> LanczosRule.integral(rule.gauss(), f)));
        String note = mean.standardError().isPresent()
                ? "The standard error is that of the probes; the bias of the quadrature is not known."
                : ONE_PROBE;
        return estimate(mean, Optional.empty(), note);
    }

    /**
     * Tr f(A) = Σ_i f(λ_i), for a function whose derivatives alternate in sign from the first or from the second on, such as
     * log(λ + μ), 1/(λ + μ), √(λ + μ) or exp(−λ). For such a function, Gauss's quadrature errs to one side and that of Gauss and
     * Radau with a node at or below the spectrum to the other (Golub and Meurant 2010, section 6.4), so that the interval covers
     * the bias of the quadrature too. That its derivatives alternate is not checked.
     *
     * @param f a function of an eigenvalue, finite from a little below {@code lowest} on: by the rounding of the products
     * @param lowest a number that no eigenvalue is below, such as 0 for a positive semi-definite operator
     * @return n times the mean of the middle of both quadratures, with the standard error of that mean, and an interval from the
     *     lower end for the lower quadrature to the upper end for the upper one; {@code HEURISTIC} without an interval from one
     *     probe
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if there is an eigenvalue below {@code lowest}, or if the function
     *     is not finite there
     */
    public Estimate traceOf(DoubleUnaryOperator f, double lowest) {
        double node = node(f, lowest);
        double[] gauss = draws(rule -> LanczosRule.integral(rule.gauss(), f));
        double[] radau = draws(rule -> LanczosRule.integral(rule.radau(node), f));
        double[] lower = new double[gauss.length];
        double[] middle = new double[gauss.length];
        double[] upper = new double[gauss.length];
        for (int i = 0; i < gauss.length; i++) {
            lower[i] = Math.min(gauss[i], radau[i]);
            middle[i] = (gauss[i] + radau[i]) / 2;
            upper[i] = Math.max(gauss[i], radau[i]);
        }
        SampleMean mean = SampleMean.of(middle);
        if (mean.standardError().isEmpty()) {
            return estimate(mean, Optional.empty(), ONE_PROBE);
        }
        SampleMean least = SampleMean.of(lower);
        SampleMean most = SampleMean.of(upper);
        Interval interval = new Interval(
                least.interval95(0).orElseThrow().lower(),
                most.interval95(0).orElseThrow().upper());
        String note = String.format(
                Locale.ROOT,
                "The quadratures bracket the value of these probes to ± %.2g.",
                (most.mean() - least.mean()) / 2);
        return estimate(mean, Optional.of(interval), note);
    }

    /** Where a node may be: at the lowest value, or below by the rounding of the Ritz values. */
    private double node(DoubleUnaryOperator f, double lowest) {
        double smallest = Double.POSITIVE_INFINITY;
        double size = 0;
        for (List<Node> nodes : quadratures()) {
            smallest = Math.min(smallest, nodes.get(nodes.size() - 1).value());
            size = Math.max(size, Math.max(Math.abs(nodes.get(0).value()), Math.abs(smallest)));
        }
        double rounding = 4 * Math.sqrt((double) order) * precision.epsilon() * size;
        if (smallest < lowest - rounding) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "There is an eigenvalue of at most " + smallest + ", which is below the lowest, " + lowest + ".",
                    "Give a number that no eigenvalue is below.");
        }
        double node = Math.min(lowest, smallest - rounding);
        if (!Double.isFinite(f.applyAsDouble(node))) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The function is " + f.applyAsDouble(node) + " at " + node
                            + ", which may be an eigenvalue up to rounding.",
                    precision.orWider("Add a larger constant to the eigenvalue"));
        }
        return node;
    }

    private double[] draws(ToDoubleFunction<LanczosRule> integral) {
        return rules.stream()
                .mapToDouble(rule -> order * integral.applyAsDouble(rule))
                .toArray();
    }

    private Estimate estimate(SampleMean mean, Optional<Interval> interval, String note) {
        return new Estimate(
                mean.mean(),
                mean.standardError(),
                interval,
                interval.isPresent() ? ErrorKind.STANDARD_ERROR : ErrorKind.HEURISTIC,
                METHOD,
                options.samples(),
                List.of(new Cost(products, 0, 0)),
                options.seed(),
                StopReason.COMPLETED,
                List.of(note));
    }

    /**
     * How many eigenvalues lie in an interval. The quadrature's bias is largest here: it is that of a step function.
     *
     * @param from the lower end, included
     * @param to the upper end, excluded
     * @return their estimated number, {@code HEURISTIC} because of the bias
     */
    public Estimate count(double from, double to) {
        return traceOf(value -> value >= from && value < to ? 1 : 0);
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
        for (List<Node> quadrature : quadratures()) {
            for (Node node : quadrature) {
                double z = (value - node.value()) / width;
                sum += node.weight() * Math.exp(-z * z / 2);
            }
        }
        return order * sum / (rules.size() * width * Math.sqrt(2 * Math.PI));
    }
}
