package io.ntk.api.cell;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Two maps of distinct tensors, one after the other. */
record JoinedMap(WeightMap first, WeightMap second) implements WeightMap {
    @Override
    public ParameterLayout trained() {
        return first.trained().followedBy(second.trained());
    }

    @Override
    public ParameterLayout used() {
        return first.used().followedBy(second.used());
    }

    @Override
    public int[] sources() {
        int offset = first.trained().size();
        return IntStream.concat(
                        Arrays.stream(first.sources()),
                        Arrays.stream(second.sources()).map(source -> source < 0 ? source : source + offset))
                .toArray();
    }

    @Override
    public double[] values(double[] theta) {
        return joined(first.values(before(theta)), second.values(after(theta)));
    }

    @Override
    public double[] slopes(double[] theta) {
        return joined(first.slopes(before(theta)), second.slopes(after(theta)));
    }

    private double[] before(double[] theta) {
        return Arrays.copyOf(theta, first.trained().size());
    }

    private double[] after(double[] theta) {
        return Arrays.copyOfRange(theta, first.trained().size(), theta.length);
    }

    private static double[] joined(double[] a, double[] b) {
        return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
