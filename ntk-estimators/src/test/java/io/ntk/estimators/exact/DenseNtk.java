package io.ntk.estimators.exact;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;

/** Traces by the definition, from the whole of J. */
final class DenseNtk {
    private DenseNtk() {}

    /** {@return J, a row for each parameter} */
    static double[][] jacobianColumns(Linearization linearization) {
        int parameters = (int) linearization.parameterSpace().dimension();
        try (MultiVector unit = linearization.parameterSpace().zeros(parameters)) {
            for (int m = 0; m < parameters; m++) {
                double[] column = new double[parameters];
                column[m] = 1;
                unit.setColumn(m, column);
            }
            try (MultiVector columns = linearization.jvp(unit)) {
                double[][] result = new double[parameters][];
                for (int m = 0; m < parameters; m++) {
                    result[m] = columns.toArray(m);
                }
                return result;
            }
        }
    }

    /** {@return ‖J_{a,p}ᵀ J_{b,q}‖²_F} */
    static double product(double[][] a, ParameterTensor p, double[][] b, ParameterTensor q) {
        return product(a, p, b, q, 0);
    }

    /**
     * {@return ‖J_{a,p}ᵀ J_{b,q}‖²_F, or if there are rows before a boundary, twice the inner product of J_{a,p}ᵀ J_{b,q} of these and of the
     * others}
     */
    static double product(double[][] a, ParameterTensor p, double[][] b, ParameterTensor q, int boundary) {
        double sum = 0;
        for (int i = p.offset(); i < p.offset() + p.size(); i++) {
            for (int k = q.offset(); k < q.offset() + q.size(); k++) {
                double before = dot(a[i], b[k], 0, boundary);
                double after = dot(a[i], b[k], boundary, a[i].length);
                sum += boundary == 0 ? after * after : 2 * before * after;
            }
        }
        return sum;
    }

    /** {@return the sum of the squared norms of J_{a,p}ᵀ J_{b,q} of the rows before a boundary and of the others, which bounds their product} */
    static double size(double[][] a, ParameterTensor p, double[][] b, ParameterTensor q, int boundary) {
        double sum = 0;
        for (int i = p.offset(); i < p.offset() + p.size(); i++) {
            for (int k = q.offset(); k < q.offset() + q.size(); k++) {
                double before = dot(a[i], b[k], 0, boundary);
                double after = dot(a[i], b[k], boundary, a[i].length);
                sum += before * before + after * after;
            }
        }
        return sum;
    }

    /** {@return ‖J_p‖²_F} */
    static double trace(double[][] columns, ParameterTensor p) {
        double sum = 0;
        for (int i = p.offset(); i < p.offset() + p.size(); i++) {
            sum += dot(columns[i], columns[i]);
        }
        return sum;
    }

    private static double dot(double[] x, double[] y) {
        return dot(x, y, 0, x.length);
    }

    private static double dot(double[] x, double[] y, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
