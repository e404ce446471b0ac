package io.ntk.tck.reference;

import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterTensor;

/** The tangents of the used tensors: row i is that along the unit vector of differentiated parameter i. */
record UnitDirections(UsedTensors tensors) implements CellParameters<double[][]> {
    @Override
    public double[][] affine(String weight, String bias, double[][] x) {
        return new RowMath(0).add(linear(weight, x), vector(bias));
    }

    @Override
    public double[][] linear(String weight, double[][] x) {
        ParameterTensor w = tensors.layout().tensor(weight);
        double[][] tangent = new double[tensors.differentiated().size()][w.rows()];
        for (int i = 0; i < w.rows(); i++) {
            for (int j = 0; j < w.columns(); j++) {
                add(w.offset() + i * w.columns() + j, i, x[0][j], tangent);
            }
        }
        return tangent;
    }

    @Override
    public double[][] vector(String vector) {
        ParameterTensor v = tensors.layout().tensor(vector);
        double[][] tangent = new double[tensors.differentiated().size()][v.size()];
        for (int i = 0; i < v.size(); i++) {
            add(v.offset() + i, i, 1, tangent);
        }
        return tangent;
    }

    private void add(int element, int column, double feature, double[][] tangent) {
        int direction = tensors.directions()[element];
        if (direction >= 0) {
            tangent[direction][column] += tensors.slopes()[element] * feature;
        }
    }
}
