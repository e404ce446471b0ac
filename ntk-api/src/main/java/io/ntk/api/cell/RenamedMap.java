package io.ntk.api.cell;

import java.util.function.UnaryOperator;

/** A map under other names. */
record RenamedMap(WeightMap map, UnaryOperator<String> rename) implements WeightMap {
    @Override
    public ParameterLayout trained() {
        return map.trained().renamed(rename);
    }

    @Override
    public ParameterLayout used() {
        return map.used().renamed(rename);
    }

    @Override
    public int[] sources() {
        return map.sources();
    }

    @Override
    public double[] values(double[] theta) {
        return map.values(theta);
    }

    @Override
    public double[] slopes(double[] theta) {
        return map.slopes(theta);
    }

    @Override
    public boolean isIdentity() {
        return map.isIdentity();
    }
}
