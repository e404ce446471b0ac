package io.ntk.bench;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.alignment.Deflation;
import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.probe.Probes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a space Q of leading directions leaves of two kernels A and B, as residual probes z see it, with the quadratic forms zᵀAz and zᵀBz
 * as control variates of ⟨PAz, PBz⟩, ‖PAz‖² and ‖PBz‖², P = I − QQᵀ. The expectations of the forms are Tr PAP and Tr PBP.
 */
final class ControlledDraws {
    private static final int[][] PAIRS = {{0, 1}, {0, 0}, {1, 1}};

    /** Below this share of the product of their variances, the controls are taken to be one. */
    private static final double COLLINEAR = 1e-6;

    private final double[] known = new double[PAIRS.length];
    private final double[] insideTraces = new double[2];
    private final double[][] rest = new double[PAIRS.length][];
    private final double[][] forms = new double[2][];
    private final List<double[]> basis = new ArrayList<>();
    private final List<List<double[]>> images = List.of(new ArrayList<>(), new ArrayList<>());

    /**
     * Expectations of the forms, and the covariance of their errors, which is 0 where they are exact.
     *
     * @param ofA Tr PAP
     * @param ofB Tr PBP
     * @param varianceOfA of the first
     * @param covariance of both
     * @param varianceOfB of the second
     */
    record Expectations(double ofA, double ofB, double varianceOfA, double covariance, double varianceOfB) {}

    private ControlledDraws() {}

    /**
     * Deflates as the method {@code deflated} does.
     *
     * @param kernels A and B
     * @param probes those that Q begins with; the next ones are the residual probes
     * @param products with each kernel
     * @param fewer residual probes that are left out
     */
    static ControlledDraws of(List<LinearOperator> kernels, Probes probes, int products, int fewer) {
        ControlledDraws draws = new ControlledDraws();
        int dimension = Deflation.dimension(probes.space().order(), products);
        try (Deflation deflation = Deflation.split(
                        probes.space(),
                        List.of(kernels.get(0)::times, kernels.get(1)::times),
                        probes,
                        products,
                        dimension,
                        draws::hear);
                MultiVector residual = probes.next().block(0, products - deflation.products() - fewer)) {
            deflation.residual(residual);
        }
        return draws;
    }

    private void hear(Images told) {
        for (int pair = 0; pair < PAIRS.length; pair++) {
            int i = PAIRS[pair][0];
            int j = PAIRS[pair][1];
            if (told.areKnown()) {
                known[pair] = told.known(known[pair], told.dots(i, j), told.coordinates(i), told.coordinates(j));
            } else {
                rest[pair] = Images.rest(told.dots(i, j), told.coordinates(i), told.coordinates(j));
            }
        }
        for (int i = 0; i < 2; i++) {
            if (told.areKnown()) {
                insideTraces[i] += Arrays.stream(told.forms(i)).sum();
                images.get(i).addAll(List.of(told.of(i).toArrays()));
            } else {
                forms[i] = told.forms(i);
            }
        }
        if (told.areKnown()) {
            basis.addAll(List.of(told.vectors().toArrays()));
        }
    }

    /** {@return how many residual probes there are} */
    int probes() {
        return forms[0].length;
    }

    /** {@return Tr AB, Tr A², Tr B² and Tr B without control variates} */
    double[] plain() {
        double[] parts = new double[PAIRS.length + 1];
        for (int pair = 0; pair < PAIRS.length; pair++) {
            parts[pair] = known[pair] + mean(rest[pair]);
        }
        parts[PAIRS.length] = insideTraces[1] + mean(forms[1]);
        return parts;
    }

    /** {@return the expectations that follow from the traces of A and B} */
    Expectations exact(double[] traces) {
        return new Expectations(traces[0] - insideTraces[0], traces[1] - insideTraces[1], 0, 0, 0);
    }

    /**
     * {@return the expectations from probes of each trial: of ωᵀPAPω without the blocks between trials}
     *
     * @param vectors ω, row-major
     * @param ofTrials the forms Σ_b ω_bᵀ A[b, b] ω_b of each ω, then those of B
     * @param trials how many there are, of one length
     */
    Expectations byTrial(double[][] vectors, double[][] ofTrials, int trials) {
        double[] a = outside(0, vectors, ofTrials[0], trials);
        double[] b = outside(1, vectors, ofTrials[1], trials);
        int count = vectors.length;
        return new Expectations(
                mean(a), mean(b), covariance(a, a) / count, covariance(a, b) / count, covariance(b, b) / count);
    }

    /** PAP = A − QYᵀ − YQᵀ + QHQᵀ with Y = AQ and H = QᵀY, so each trial needs the inner products of its rows. */
    private double[] outside(int kernel, double[][] vectors, double[] ofTrials, int trials) {
        int size = basis.size();
        List<double[]> y = images.get(kernel);
        double[][] h = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                h[i][j] = dot(basis.get(i), y.get(j), 0, basis.get(i).length);
            }
        }
        double[] outside = ofTrials.clone();
        int rows = vectors[0].length / trials;
        for (int v = 0; v < vectors.length; v++) {
            for (int from = 0; from < vectors[v].length; from += rows) {
                double[] inside = new double[size];
                for (int i = 0; i < size; i++) {
                    inside[i] = dot(basis.get(i), vectors[v], from, from + rows);
                    outside[v] -= 2 * inside[i] * dot(y.get(i), vectors[v], from, from + rows);
                }
                for (int i = 0; i < size; i++) {
                    outside[v] += inside[i] * dot(h[i], inside, 0, size);
                }
            }
        }
        return outside;
    }

    /**
     * {@return Tr B as far as Q knows it, and the rest of it as it is expected}
     *
     * @param expected the rest
     */
    double trace(Expectations expected) {
        return insideTraces[1] + expected.ofB();
    }

    /**
     * {@return the same four with the forms as control variates, whose coefficients are those of a regression over the probes}
     *
     * @param expected the expectations of the forms; the less certain they are, the smaller the coefficients
     */
    double[] controlled(Expectations expected) {
        double[] parts = plain();
        double[] gap = {expected.ofA() - mean(forms[0]), expected.ofB() - mean(forms[1])};
        double a = covariance(forms[0], forms[0]) / probes() + expected.varianceOfA();
        double b = covariance(forms[1], forms[1]) / probes() + expected.varianceOfB();
        double both = covariance(forms[0], forms[1]) / probes() + expected.covariance();
        for (int pair = 0; pair < PAIRS.length; pair++) {
            parts[pair] += correction(rest[pair], a, b, both, gap);
        }
        parts[PAIRS.length] += covariance(forms[1], forms[1]) / probes() / b * gap[1];
        return parts;
    }

    /**
     * Both controls serve each part: so what the parts have in common, by which the alignment of A and cA is 1, is left in common.
     */
    private double correction(double[] part, double a, double b, double both, double[] gap) {
        double ofA = covariance(part, forms[0]) / probes();
        double ofB = covariance(part, forms[1]) / probes();
        double determinant = a * b - both * both;
        return determinant > COLLINEAR * a * b
                ? ((ofA * b - ofB * both) * gap[0] + (ofB * a - ofA * both) * gap[1]) / determinant
                : ofA / a * gap[0];
    }

    private static double covariance(double[] x, double[] y) {
        double ofX = mean(x);
        double ofY = mean(y);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - ofX) * (y[i] - ofY);
        }
        return sum / (x.length - 1);
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    private static double dot(double[] x, double[] y, int from, int until) {
        double sum = 0;
        for (int i = from; i < until; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
