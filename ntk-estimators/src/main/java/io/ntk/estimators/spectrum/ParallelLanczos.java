package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** The Lanczos process with full reorthogonalisation, for every column of a block on its own, side by side. */
final class ParallelLanczos implements AutoCloseable {
    private final LinearOperator operator;
    private final List<MultiVector> basis = new ArrayList<>();
    private final List<double[]> diagonal = new ArrayList<>();
    private final List<double[]> offDiagonal = new ArrayList<>();
    private final double[] largest;

    ParallelLanczos(LinearOperator operator, MultiVector start) {
        this.operator = operator;
        this.largest = new double[start.columns()];
        MultiVector first = start.copy();
        basis.add(first);
        first.scaleColumns(inverse(first.norms()));
    }

    void step() {
        MultiVector q = basis.get(basis.size() - 1);
        MultiVector w = operator.times(q);
        boolean isKept = false;
        try {
            double[] alpha = q.dots(w);
            for (int pass = 0; pass < 2; pass++) {
                for (MultiVector earlier : basis) {
                    remove(earlier, w);
                }
            }
            double[] beta = w.norms();
            for (int j = 0; j < beta.length; j++) {
                if (!Double.isFinite(alpha[j]) || !Double.isFinite(beta[j])) {
                    throw new NtkException(
                            ErrorId.NON_FINITE,
                            "A product with the operator gave " + alpha[j] + ".",
                            w.space().precision().orWider("Check the parameters and inputs"));
                }
                largest[j] = Math.max(largest[j], Math.abs(alpha[j]) + beta[j]);
                double rounding = 4
                        * Math.sqrt((double) w.space().dimension())
                        * w.space().precision().epsilon()
                        * largest[j];
                if (beta[j] <= rounding) {
                    beta[j] = 0;
                }
            }
            diagonal.add(alpha);
            offDiagonal.add(beta);
            w.scaleColumns(inverse(beta));
            basis.add(w);
            isKept = true;
        } finally {
            if (!isKept) {
                w.close();
            }
        }
    }

    private static void remove(MultiVector q, MultiVector w) {
        try (MultiVector part = q.copy()) {
            part.scaleColumns(q.dots(w));
            w.axpy(-1, part);
        }
    }

    private static double[] inverse(double[] lengths) {
        return Arrays.stream(lengths).map(x -> x == 0 ? 0 : 1 / x).toArray();
    }

    /** {@return the quadratures of a column, up to where its Krylov space became invariant} */
    LanczosRule rule(int column) {
        int size = diagonal.size();
        for (int j = 0; j < offDiagonal.size() - 1 && size == diagonal.size(); j++) {
            if (offDiagonal.get(j)[column] == 0) {
                size = j + 1;
            }
        }
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        for (int j = 0; j < size; j++) {
            matrix.set(j, j, diagonal.get(j)[column]);
            if (j < size - 1) {
                matrix.set(j, j + 1, offDiagonal.get(j)[column]);
                matrix.set(j + 1, j, offDiagonal.get(j)[column]);
            }
        }
        return new LanczosRule(matrix, offDiagonal.get(size - 1)[column]);
    }

    @Override
    public void close() {
        basis.forEach(MultiVector::close);
    }
}
