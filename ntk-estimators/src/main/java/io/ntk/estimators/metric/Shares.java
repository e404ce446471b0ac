package io.ntk.estimators.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The shares of several parts in a sum, each a known number and draws of the rest, as they add up. */
final class Shares {
    private final double[] known;
    private final List<List<double[]>> draws = new ArrayList<>();

    Shares(int parts) {
        this.known = new double[parts];
        for (int p = 0; p < parts; p++) {
            draws.add(new ArrayList<>());
        }
    }

    int count() {
        return known.length;
    }

    void know(int part, double share) {
        known[part] += share;
    }

    void draw(int part, double[] shares) {
        draws.get(part).add(shares);
    }

    /**
     * The shares, corrected to sum to a total. What they lack is a number of mean zero: rounding errors, or what the total
     * knows and the shares do not. It is divided among the parts like what is known of them, which does not depend on the
     * draws.
     */
    List<Sampled> summingTo(Sampled total) {
        double size = Arrays.stream(known).map(Math::abs).sum();
        double lackingKnown = total.known() - Arrays.stream(known).sum();
        double[][] drawn = draws.stream()
                .map(blocks -> blocks.stream().flatMapToDouble(DoubleStream::of).toArray())
                .toArray(double[][]::new);
        double[] lacking = total.draws().clone();
        for (double[] ofPart : drawn) {
            Arrays.setAll(lacking, i -> lacking[i] - ofPart[i]);
        }
        return IntStream.range(0, known.length)
                .mapToObj(p -> {
                    double weight = size > 0 ? Math.abs(known[p]) / size : 1.0 / known.length;
                    double[] corrected = new double[lacking.length];
                    Arrays.setAll(corrected, i -> drawn[p][i] + weight * lacking[i]);
                    return new Sampled(known[p] + weight * lackingKnown, corrected, 0);
                })
                .toList();
    }
}
