package io.ntk.api.cell;

import io.ntk.api.model.Parameters;
import java.util.Arrays;

/** Parameter values as affine maps of plain arrays {@code [trials][width]}. */
public record ArrayParameters(Parameters values, int trials) implements CellParameters<double[][]> {
    @Override
    public double[][] affine(String weight, String bias, double[][] x) {
        return new ArrayMath(trials, 0).add(linear(weight, x), vector(bias));
    }

    @Override
    public double[][] linear(String weight, double[][] x) {
        double[] w = values.tensor(weight);
        int columns = values.layout().tensor(weight).columns();
        double[][] result = new double[trials][w.length / columns];
        for (int trial = 0; trial < trials; trial++) {
            if (x[trial].length != columns) {
                throw new IllegalArgumentException("Width " + x[trial].length + " for " + columns + " columns.");
            }
            for (int i = 0; i < w.length; i++) {
                result[trial][i / columns] += w[i] * x[trial][i % columns];
            }
        }
        return result;
    }

    @Override
    public double[][] vector(String vector) {
        double[][] rows = new double[trials][];
        Arrays.setAll(rows, trial -> values.tensor(vector));
        return rows;
    }
}
