package io.ntk.tck.reference;

import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.Arrays;

/** The used tensors, applied to arrays of any number of rows. */
final class RowParameters implements CellParameters<double[][]> {
    private static final RowMath MATH = new RowMath(0);

    private final ParameterLayout layout;
    private final double[] theta;

    RowParameters(ParameterLayout layout, double[] theta) {
        this.layout = layout;
        this.theta = theta;
    }

    @Override
    public double[][] affine(String weight, String bias, double[][] x) {
        return MATH.add(linear(weight, x), vector(bias));
    }

    @Override
    public double[][] linear(String weight, double[][] x) {
        ParameterTensor w = layout.tensor(weight);
        double[][] product = new double[x.length][w.rows()];
        for (int row = 0; row < x.length; row++) {
            for (int i = 0; i < w.rows(); i++) {
                int offset = w.offset() + i * w.columns();
                double sum = 0;
                for (int j = 0; j < w.columns(); j++) {
                    sum += theta[offset + j] * x[row][j];
                }
                product[row][i] = sum;
            }
        }
        return product;
    }

    @Override
    public double[][] vector(String vector) {
        ParameterTensor v = layout.tensor(vector);
        return new double[][] {Arrays.copyOfRange(theta, v.offset(), v.offset() + v.size())};
    }
}
