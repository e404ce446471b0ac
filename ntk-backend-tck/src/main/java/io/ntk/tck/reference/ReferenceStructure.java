package io.ntk.tck.reference;

import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.StepStructure;
import java.util.List;

/** The pieces of J, computed at each request. */
final class ReferenceStructure implements StepStructure {
    private final DualModel model;
    private final int steps;
    private final int stateSize;
    private final int perturbationSize;

    ReferenceStructure(DualModel model, int steps, int stateSize, int perturbationSize) {
        this.model = model;
        this.steps = steps;
        this.stateSize = stateSize;
        this.perturbationSize = perturbationSize;
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int perturbationSize() {
        return perturbationSize;
    }

    @Override
    public List<AffineSite> sites() {
        return model.pieces(0, 0).sites();
    }

    @Override
    public void features(int site, int trial, double[] out) {
        for (int t = 0; t < steps; t++) {
            double[] feature = model.pieces(trial, t).features().get(site);
            System.arraycopy(feature, 0, out, t * feature.length, feature.length);
        }
    }

    @Override
    public void stateJacobian(int trial, int step, double[] out) {
        StepPieces pieces = model.pieces(trial, step);
        for (int i = 0; i < stateSize; i++) {
            for (int j = 0; j < stateSize; j++) {
                out[i * stateSize + j] = pieces.stateJacobian(i, j);
            }
        }
    }

    @Override
    public void siteJacobian(int site, int trial, int step, double[] out) {
        StepPieces pieces = model.pieces(trial, step);
        int width = pieces.sites().get(site).width();
        for (int i = 0; i < perturbationSize; i++) {
            for (int j = 0; j < width; j++) {
                out[i * width + j] = pieces.siteJacobian(site, i, j);
            }
        }
    }

    @Override
    public double[] observation() {
        return model.observation().data.clone();
    }

    @Override
    public DenseProducts products() {
        return ReferenceStructure::multiply;
    }

    private static void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int aAt,
            int lda,
            double[] b,
            int bAt,
            int ldb,
            double beta,
            double[] c,
            int cAt,
            int ldc) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    double x = a[aAt + (transposeA ? l * lda + i : i * lda + l)];
                    double y = b[bAt + (transposeB ? j * ldb + l : l * ldb + j)];
                    sum += x * y;
                }
                int at = cAt + i * ldc + j;
                c[at] = (beta == 0 ? 0 : beta * c[at]) + alpha * sum;
            }
        }
    }
}
