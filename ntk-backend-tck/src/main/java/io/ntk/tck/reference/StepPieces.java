package io.ntk.tck.reference;

import io.ntk.api.spi.StepStructure.AffineSite;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** The derivatives of one step of one trial. */
final class StepPieces {
    private final DMatrixRMaj tangent;
    private final List<AffineSite> sites;
    private final List<double[]> features;
    private final int stateSize;

    /**
     * Takes the derivatives apart.
     *
     * @param tangent ∂q by the state, then by the value of each site in turn, {@code [U, S + Σ w]}
     * @param sites the affine sites
     * @param features f of each site
     * @param stateSize S
     */
    StepPieces(DMatrixRMaj tangent, List<AffineSite> sites, List<double[]> features, int stateSize) {
        this.tangent = tangent;
        this.sites = List.copyOf(sites);
        this.features = List.copyOf(features);
        this.stateSize = stateSize;
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
        int first = stateSize
                + sites.subList(0, site).stream().mapToInt(AffineSite::width).sum();
        return tangent.get(row, first + column);
    }
}
