package io.ntk.tck.reference;

import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Parameters;

/** Parameters of which some are the directions of differentiation: element i of the seeded layout is direction i. */
final class DualParameters implements CellParameters<Dual> {
    private static final int NOT_SEEDED = -1;

    private final ParameterLayout layout;
    private final double[] theta;
    private final ParameterLayout seeded;
    private final int directions;

    private DualParameters(Parameters values, ParameterLayout seeded, int directions) {
        this.layout = values.layout();
        this.theta = values.toArray();
        this.seeded = seeded;
        this.directions = directions;
    }

    static DualParameters constant(Parameters values, int directions) {
        return new DualParameters(values, ParameterLayout.builder().build(), directions);
    }

    static DualParameters seeded(Parameters values, ParameterLayout differentiated) {
        return new DualParameters(values, differentiated, differentiated.size());
    }

    @Override
    public Dual affine(String weight, String bias, Dual x) {
        Dual product = linear(weight, x);
        Dual offset = vector(bias);
        double[] value = Dual.combine(1, product.value(), 1, offset.value());
        double[][] tangent = new double[value.length][];
        for (int i = 0; i < value.length; i++) {
            tangent[i] = Dual.combine(1, product.tangent()[i], 1, offset.tangent()[i]);
        }
        return new Dual(value, tangent);
    }

    @Override
    public Dual linear(String weight, Dual x) {
        ParameterTensor w = layout.tensor(weight);
        int seed = seeded.contains(weight) ? seeded.tensor(weight).offset() : NOT_SEEDED;
        double[] value = new double[w.rows()];
        double[][] tangent = new double[w.rows()][directions];
        for (int i = 0; i < value.length; i++) {
            for (int j = 0; j < x.width(); j++) {
                int element = i * x.width() + j;
                double factor = theta[w.offset() + element];
                double[] along = x.tangent()[j];
                value[i] += factor * x.value()[j];
                for (int d = 0; d < directions; d++) {
                    tangent[i][d] += factor * along[d];
                }
                if (seed != NOT_SEEDED) {
                    tangent[i][seed + element] += x.value()[j];
                }
            }
        }
        return new Dual(value, tangent);
    }

    @Override
    public Dual vector(String vector) {
        ParameterTensor v = layout.tensor(vector);
        double[] value = new double[v.size()];
        System.arraycopy(theta, v.offset(), value, 0, value.length);
        Dual constant = Dual.constant(value, directions);
        return seeded.contains(vector) ? constant.seeded(seeded.tensor(vector).offset()) : constant;
    }
}
