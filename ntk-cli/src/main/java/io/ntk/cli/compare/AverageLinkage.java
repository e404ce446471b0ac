package io.ntk.cli.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Hierarchical clustering by average linkage (UPGMA: R. R. Sokal and C. D. Michener, 1958), for an order in which like
 * stands beside like.
 *
 * <p>Every item starts as a cluster of its own. The two clusters whose items are least distant on average are joined until
 * one is left; each join puts them side by side, turned so that the items that touch are least distant. Of equal distances
 * the first is taken, so the order is a function of the distances alone. Takes n³ operations.
 */
public final class AverageLinkage {
    private final double[][] distances;
    private final List<List<Integer>> clusters = new ArrayList<>();

    private AverageLinkage(double[][] distances) {
        this.distances = distances;
        for (int i = 0; i < distances.length; i++) {
            clusters.add(List.of(i));
        }
    }

    /**
     * {@return the items in an order in which similar ones are neighbours}
     *
     * @param distances symmetric, {@code [n][n]}, n at least 1; finite
     */
    public static List<Integer> order(double[][] distances) {
        AverageLinkage linkage = new AverageLinkage(distances);
        while (linkage.clusters.size() > 1) {
            linkage.joinNearest();
        }
        return linkage.clusters.get(0);
    }

    private void joinNearest() {
        int left = 0;
        int right = 1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < clusters.size(); i++) {
            for (int j = i + 1; j < clusters.size(); j++) {
                double distance = average(clusters.get(i), clusters.get(j));
                if (distance < nearest) {
                    nearest = distance;
                    left = i;
                    right = j;
                }
            }
        }
        List<Integer> joined = sideBySide(clusters.get(left), clusters.get(right));
        clusters.remove(right);
        clusters.set(left, joined);
    }

    private double average(List<Integer> one, List<Integer> other) {
        double sum = 0;
        for (int i : one) {
            for (int j : other) {
                sum += distances[i][j];
            }
        }
        return sum / (one.size() * (double) other.size());
    }

    private List<Integer> sideBySide(List<Integer> one, List<Integer> other) {
        List<Integer> best = List.of();
        double nearest = Double.POSITIVE_INFINITY;
        for (List<Integer> left : List.of(one, reversed(one))) {
            for (List<Integer> right : List.of(other, reversed(other))) {
                double gap = distances[left.get(left.size() - 1)][right.get(0)];
                if (gap < nearest) {
                    nearest = gap;
                    best = new ArrayList<>(left);
                    best.addAll(right);
                }
            }
        }
        return best;
    }

    private static List<Integer> reversed(List<Integer> items) {
        List<Integer> reversed = new ArrayList<>(items);
        Collections.reverse(reversed);
        return reversed;
    }
}
