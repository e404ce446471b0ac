package io.ntk.estimators.spectrum;

import io.ntk.estimators.linalg.SymmetricEigen;
import io.ntk.estimators.spectrum.SpectralDensity.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;

/** The quadratures of one probe's spectral measure: Gauss's, and that of Gauss and Radau with a node where one wants it. */
final class LanczosRule {
    private final DMatrixRMaj tridiagonal;
    private final double residual;
    private final List<Node> gauss;

    /**
     * A rule from j Lanczos steps.
     *
     * @param tridiagonal T, of order j
     * @param residual the length of what the next step would begin with; 0 if the Krylov space is invariant
     */
    LanczosRule(DMatrixRMaj tridiagonal, double residual) {
        this.tridiagonal = tridiagonal;
        this.residual = residual;
        this.gauss = nodes(tridiagonal);
    }

    /** The nodes of Gauss's quadrature, whose values are the Ritz values, the largest first. */
    List<Node> gauss() {
        return gauss;
    }

    /**
     * The nodes of the Gauss–Radau quadrature, one more, of which one is at a value below all Ritz values (Golub and Meurant,
     * "Matrices, Moments and Quadrature with Applications", 2010, section 6.2).
     */
    List<Node> radau(double at) {
        if (residual == 0) {
            return gauss;
        }
        int steps = tridiagonal.getNumRows();
        // (T − at I) δ = residual² e_j; T − at I is positive definite, so that eliminating from the first row on is
        // stable.
        double pivot = tridiagonal.get(0, 0) - at;
        for (int j = 1; j < steps; j++) {
            double beta = tridiagonal.get(j, j - 1);
            pivot = tridiagonal.get(j, j) - at - beta * beta / pivot;
        }
        DMatrixRMaj extended = new DMatrixRMaj(steps + 1, steps + 1);
        for (int i = 0; i < steps; i++) {
            for (int j = 0; j < steps; j++) {
                extended.set(i, j, tridiagonal.get(i, j));
            }
        }
        extended.set(steps, steps, at + residual * residual / pivot);
        extended.set(steps, steps - 1, residual);
        extended.set(steps - 1, steps, residual);
        return nodes(extended);
    }

    private static List<Node> nodes(DMatrixRMaj tridiagonal) {
        int size = tridiagonal.getNumRows();
        SymmetricEigen eigen = SymmetricEigen.of("a tridiagonal matrix of order " + size, tridiagonal);
        double[] weights = new double[size];
        for (int j = 0; j < size; j++) {
            double first = eigen.vectors().get(0, j);
            weights[j] = first * first;
        }
        double total = Arrays.stream(weights).sum();
        List<Node> nodes = new ArrayList<>();
        for (int j = 0; j < size; j++) {
            nodes.add(new Node(eigen.values()[j], weights[j] / total));
        }
        return List.copyOf(nodes);
    }

    static double integral(List<Node> nodes, DoubleUnaryOperator f) {
        double sum = 0;
        for (Node node : nodes) {
            sum += node.weight() * f.applyAsDouble(node.value());
        }
        return sum;
    }
}
