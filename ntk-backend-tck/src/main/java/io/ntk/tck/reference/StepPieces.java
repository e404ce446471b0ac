package io.ntk.tck.reference;

import io.ntk.api.spi.StepStructure.AffineSite;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** The derivatives of one step of one trial. */
final class StepPieces {
    private final DMatrixRMaj tangent;
    private final List<AffineSite> sites;
    private final List<double[]> features;
    /** Where the directions of each site begin. */
    private final int[] first;

    /**
     * Takes apart ∂q {@code [U, S + Σ w]}, by the state and then by the value of each site in turn; f holds the
     * features of each site.
     */
    StepPieces(DMatrixRMaj tangent, List<AffineSite> sites, List<double[]> features, int stateSize) {
        this.tangent = tangent;
        this.sites = List.copyOf(sites);
        this.features = List.copyOf(features);
        this.first = new int[sites.size()];
        int next = stateSize;
        for (int site = 0; site < first.length; site++) {
            first[site] = next;
            next += sites.get(site).width();
        }
    }

    List<AffineSite> sites() {
        return sites;
    }

    List<double[]> features() {
        return features;
    }

    /** {@return A} */
    double stateJacobian(int row, int column) {
        return tangent.get(row, column);
    }

    /** {@return D_j} */
    double siteJacobian(int site, int row, int column) {
        return tangent.get(row, first[site] + column);
    }
}
