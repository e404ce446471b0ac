package io.ntk.api.cell;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The map of a step that uses the trained tensors as they are. */
record IdentityMap(ParameterLayout trained) implements WeightMap {
    @Override
    public ParameterLayout used() {
        return trained;
    }

    @Override
    public int[] sources() {
        return IntStream.range(0, trained.size()).toArray();
    }

    @Override
    public double[] values(double[] theta) {
        return theta.clone();
    }

    @Override
    public double[] slopes(double[] theta) {
        double[] ones = new double[trained.size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public boolean isIdentity() {
        return true;
    }
}
