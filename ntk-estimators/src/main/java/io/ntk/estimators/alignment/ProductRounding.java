package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;

/**
 * The error by rounding of an alignment whose parts are known on an orthonormal Q, as far as the products with the operators
 * show it themselves ({@link Asymmetry}).
 *
 * <p>An error e of Aq changes the alignment ρ by 2⟨e, h⟩ with h = Bq/‖A‖‖B‖ − ρ Aq/‖A‖², so errors whose components are
 * independent, of variance σ², change it by 2σ√Σ‖h‖² in the root mean square.
 */
public final class ProductRounding {
    /**
     * The bound in units of the root mean square of independent errors: 2 for 95%, times 6 because the errors of the products of
     * one kernel are not independent. So much covers the float32 kernels of GRU, LSTM, relu and low-rank networks.
     */
    private static final double BOUND = 12;

    /** Units in the last place of an alignment that is computed from sums of a hundred double precision numbers. */
    private static final int LEAST = 64;

    private final Share before = new Share();
    private final Share after = new Share();
    private boolean measured;

    /** Measures nothing yet. */
    public ProductRounding() {}

    /**
     * Adds the images of a block of Q under kernels i &lt; j.
     *
     * @param joined the images of vectors that joined Q
     * @param i the number of the kernel before
     * @param j that of the kernel after
     */
    public void add(Images joined, int i, int j) {
        add(joined.coordinates(i), joined.coordinates(j), joined.dots(i, i), joined.dots(i, j), joined.dots(j, j));
    }

    /** Adds a block of Q: QᵀA and QᵀB for its columns q, whose own rows are the last, and ‖Aq‖², ⟨Aq, Bq⟩ and ‖Bq‖². */
    void add(DMatrixRMaj insideA, DMatrixRMaj insideB, double[] squaresA, double[] products, double[] squaresB) {
        double a = sum(squaresA);
        double ab = sum(products);
        double b = sum(squaresB);
        measured |= insideA.getNumCols() > 1;
        before.add(insideA, a, ab, b);
        after.add(insideB, b, ab, a);
    }

    private static double sum(double[] terms) {
        return Arrays.stream(terms).sum();
    }

    /**
     * {@return a bound of the error of an alignment by rounding; empty if no block had two vectors}
     *
     * @param parts what the alignment follows from
     */
    public OptionalDouble bound(AlignmentParts parts) {
        double a = parts.squaredFrobeniusBefore();
        double b = parts.squaredFrobeniusAfter();
        double c = parts.crossTrace();
        double rootMeanSquare = 2 * Math.sqrt(before.variance(a, c, b) + after.variance(b, c, a));
        return measured
                ? OptionalDouble.of(Math.max(BOUND * rootMeanSquare, LEAST * Math.ulp(parts.alignment())))
                : OptionalDouble.empty();
    }

    /** What the products with one of both operators contribute. */
    private static final class Share {
        private final Asymmetry asymmetry = new Asymmetry();
        private double own;
        private double mixed;
        private double other;

        void add(DMatrixRMaj inside, double ownSquares, double products, double otherSquares) {
            double variance = asymmetry.of(inside);
            own += variance * ownSquares;
            mixed += variance * products;
            other += variance * otherSquares;
        }

        /** σ² Σ‖h‖², from ‖A‖², Tr AB and ‖B‖² if A is the own operator. */
        double variance(double a, double c, double b) {
            return Math.max(0, (other - 2 * c / a * mixed + c / a * (c / a) * own) / a / b);
        }
    }
}
