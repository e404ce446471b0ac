package io.ntk.estimators.flow;

import static io.ntk.estimators.rounding.Repetition.dot;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.linalg.SymmetricEigen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;

/**
 * The course of gradient descent with a constant kernel: the norms of x_s = (I − cA)ˢ x₀ for s = 0 … S, A being symmetric and
 * positive semi-definite and known by its products. The steps are those of the descent, not those of the flow in continuous time.
 *
 * <p>The Lanczos process from x₀ gives AQ = QT + β q e_jᵀ, and x_s ≈ Q φ_s with φ_{s+1} = (I − cT) φ_s costs no further product. What
 * is left out at each step is −cβ (φ_s)_j q, so that ‖x_s − Qφ_s‖ ≤ c β Σ_{k&lt;s} ρ^{s−1−k} |(φ_k)_j|, with ρ the larger of 1 and
 * |1 − cλ| for the largest eigenvalue λ that was found: that is the stated bound, up to rounding. It is zero for fewer steps than
 * products. Of a descent that diverges (cλ > 2) it holds once λ has converged, which is what Lanczos does first. Products are made
 * until the bound is below the tolerance times the norm at every step, or the budget is spent.
 */
public final class LinearDescent {
    private static final double DEFAULT_TOLERANCE = 1e-8;
    private static final int REORTHOGONALISATIONS = 2;
    private static final double GROWTH = 1.25;

    private final double[] norms;
    private final double[] bounds;
    private final double largest;
    private final int products;

    private LinearDescent(double[] norms, double[] bounds, double largest, int products) {
        this.norms = norms;
        this.bounds = bounds;
        this.largest = largest;
        this.products = products;
    }

    /**
     * Follows the descent.
     *
     * @param product x ↦ Ax; x is not to be changed
     * @param start x₀
     * @param step c, positive
     * @param steps S, at least 0
     * @param options the samples are the most products; the tolerance is that of the norms, relative, 10⁻⁸ unless given; the memory
     *     limit holds for the basis
     * @return the norms
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if there is no room for a basis, {@link ErrorId#NON_FINITE} if products
     *     leave the finite numbers
     */
    public static LinearDescent of(
            UnaryOperator<double[]> product, double[] start, double step, int steps, EstimatorOptions options) {
        double length = norm(start);
        if (length == 0) {
            return new LinearDescent(new double[steps + 1], new double[steps + 1], 0, 0);
        }
        int most = (int) Math.min(options.samples(), Math.min(start.length, Math.max(1L, steps + 1L)));
        requireMemory(start.length, most, options);
        Basis basis = new Basis(product, start, length);
        double tolerance = options.tolerance().orElse(DEFAULT_TOLERANCE);
        int next = 1;
        while (true) {
            while (basis.size() < next && !basis.isInvariant()) {
                basis.extend();
                options.progress().made(basis.size(), most);
            }
            LinearDescent course = basis.course(length, step, steps);
            if (basis.isInvariant() || basis.size() >= most || course.isWithin(tolerance)) {
                return course;
            }
            next = Math.min(most, (int) Math.ceil(GROWTH * basis.size()));
        }
    }

    private static void requireMemory(int length, int vectors, EstimatorOptions options) {
        double bytes = (double) length * Double.BYTES * (vectors + 2.0);
        if (bytes > options.memoryLimit()) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "A basis of up to " + vectors + " vectors of " + length + " elements needs " + (long) bytes
                            + " bytes, but " + options.memoryLimit() + " are allowed.",
                    "Give fewer samples, or allow more memory.");
        }
    }

    private boolean isWithin(double tolerance) {
        for (int s = 0; s < norms.length; s++) {
            if (!(bounds[s] <= tolerance * norms[s])) {
                return false;
            }
        }
        return true;
    }

    private static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    /** {@return ‖x_s‖ for s = 0 … S: not a copy} */
    public double[] norms() {
        return norms;
    }

    /** {@return bounds of the errors of the norms: not a copy} */
    public double[] bounds() {
        return bounds;
    }

    /** {@return the largest eigenvalue of A that x₀ has a part in, from below} */
    public double largest() {
        return largest;
    }

    /** {@return the products with A} */
    public int products() {
        return products;
    }

    /** An orthonormal basis of the Krylov space of A and x₀, and T = QᵀAQ, which is tridiagonal. */
    private static final class Basis {
        private final UnaryOperator<double[]> product;
        private final List<double[]> vectors = new ArrayList<>();
        private final List<Double> diagonal = new ArrayList<>();
        private final List<Double> beside = new ArrayList<>();
        private double[] next;
        private double size;

        Basis(UnaryOperator<double[]> product, double[] start, double length) {
            this.product = product;
            this.next = divided(start, length);
        }

        int size() {
            return vectors.size();
        }

        boolean isInvariant() {
            return !vectors.isEmpty() && beta() == 0;
        }

        private double beta() {
            return beside.get(beside.size() - 1);
        }

        private static double[] divided(double[] x, double by) {
            double[] quotient = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                quotient[i] = x[i] / by;
            }
            return quotient;
        }

        void extend() {
            double[] q = next;
            vectors.add(q);
            double[] w = product.apply(q).clone();
            double alpha = dot(q, w);
            for (int pass = 0; pass < REORTHOGONALISATIONS; pass++) {
                for (double[] earlier : vectors) {
                    double part = dot(earlier, w);
                    for (int i = 0; i < w.length; i++) {
                        w[i] -= part * earlier[i];
                    }
                }
            }
            double beta = norm(w);
            Finite.require("A product with the kernel", alpha + beta);
            size = Math.max(size, Math.abs(alpha) + beta);
            // What is left of the difference of larger numbers is rounding.
            boolean isRounding = beta <= 4 * Math.sqrt(w.length) * Math.ulp(size) || vectors.size() == w.length;
            diagonal.add(alpha);
            beside.add(isRounding ? 0 : beta);
            next = isRounding ? w : divided(w, beta);
        }

        LinearDescent course(double length, double step, int steps) {
            double[] alphas = diagonal.stream().mapToDouble(Double::doubleValue).toArray();
            double[] betas = beside.stream().mapToDouble(Double::doubleValue).toArray();
            double largest = largest();
            double growth = Math.max(1, Math.abs(1 - step * largest));
            double[] norms = new double[steps + 1];
            double[] bounds = new double[steps + 1];
            double[] phi = new double[alphas.length];
            phi[0] = length;
            for (int s = 0; s <= steps; s++) {
                norms[s] = norm(phi);
                if (s < steps) {
                    bounds[s + 1] = growth * bounds[s] + step * beta() * Math.abs(phi[phi.length - 1]);
                    advance(phi, alphas, betas, step);
                }
            }
            return new LinearDescent(norms, bounds, largest, alphas.length);
        }

        /** φ ← (I − cT) φ. */
        private static void advance(double[] phi, double[] alphas, double[] betas, double step) {
            double before = 0;
            for (int i = 0; i < phi.length; i++) {
                double old = phi[i];
                double image = alphas[i] * old + (i > 0 ? betas[i - 1] * before : 0);
                if (i + 1 < phi.length) {
                    image += betas[i] * phi[i + 1];
                }
                phi[i] = old - step * image;
                before = old;
            }
        }

        private double largest() {
            DMatrixRMaj tridiagonal = new DMatrixRMaj(size(), size());
            for (int i = 0; i < size(); i++) {
                tridiagonal.set(i, i, diagonal.get(i));
                if (i + 1 < size()) {
                    tridiagonal.set(i, i + 1, beside.get(i));
                    tridiagonal.set(i + 1, i, beside.get(i));
                }
            }
            return SymmetricEigen.of("a tridiagonal matrix of order " + size(), tridiagonal)
                    .values()[0];
        }
    }
}
