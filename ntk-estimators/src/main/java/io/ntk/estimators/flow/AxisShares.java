package io.ntk.estimators.flow;

import io.ntk.api.linalg.Axis;
import java.util.List;
import java.util.NoSuchElementException;

/** How the square of a tensor's norm is spread over the indices of one of its axes. */
final class AxisShares {
    private AxisShares() {}

    static double[] of(double[] tensor, List<Axis> axes, String name) {
        int inner = 1;
        for (int i = axes.size() - 1; i >= 0; i--) {
            int size = Math.toIntExact(axes.get(i).size());
            if (axes.get(i).name().equals(name)) {
                return shares(tensor, size, inner);
            }
            inner *= size;
        }
        throw new NoSuchElementException(name);
    }

    private static double[] shares(double[] tensor, int size, int inner) {
        double[] shares = new double[size];
        double all = 0;
        for (int i = 0; i < tensor.length; i++) {
            double square = tensor[i] * tensor[i];
            shares[i / inner % size] += square;
            all += square;
        }
        for (int i = 0; i < size; i++) {
            shares[i] /= all;
        }
        return shares;
    }
}
