package io.ntk.tck.reference;

import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;

/**
 * The tangents of all parameters in {@code layout}: row i is the unit tangent of element i of the differentiated
 * layout.
 */
record UnitDirections(ParameterLayout layout, ParameterLayout differentiated) implements CellParameters<double[][]> {
    @Override
    public double[][] affine(String weight, String bias, double[][] x) {
        return new RowMath(0).add(linear(weight, x), vector(bias));
    }

    @Override
    public double[][] linear(String weight, double[][] x) {
        ParameterTensor w = layout.tensor(weight);
        double[][] tangent = new double[differentiated.size()][w.rows()];
        if (differentiated.contains(weight)) {
            int first = differentiated.tensor(weight).offset();
            for (int i = 0; i < w.rows(); i++) {
                for (int j = 0; j < w.columns(); j++) {
                    tangent[first + i * w.columns() + j][i] = x[0][j];
                }
            }
        }
        return tangent;
    }

    @Override
    public double[][] vector(String vector) {
        ParameterTensor v = layout.tensor(vector);
        double[][] tangent = new double[differentiated.size()][v.size()];
        if (differentiated.contains(vector)) {
            int first = differentiated.tensor(vector).offset();
            for (int i = 0; i < v.size(); i++) {
                tangent[first + i][i] = 1;
            }
        }
        return tangent;
    }
}
