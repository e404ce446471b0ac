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
        double sum = 0;
        for (int i = p.offset(); i < p.offset() + p.size(); i++) {
            for (int k = q.offset(); k < q.offset() + q.size(); k++) {
                double dot = dot(a[i], b[k]);
                sum += dot * dot;
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
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
