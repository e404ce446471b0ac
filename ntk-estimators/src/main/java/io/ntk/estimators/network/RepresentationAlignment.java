package io.ntk.estimators.network;

import org.ejml.data.DMatrixRMaj;

/** The cosine of zzᵀ and z′z′ᵀ, the inner products of the states z of every two rows: ‖zᵀz′‖² / (‖zᵀz‖ ‖z′ᵀz′‖). */
final class RepresentationAlignment extends StateCosine {
    RepresentationAlignment() {
        super(
                "representation-alignment",
                "Representation alignment",
                "How alike the inner products of states at every two trials and steps are: the cosine of zzᵀ and z′z′ᵀ.");
    }

    @Override
    DMatrixRMaj products(NetworkSnapshot network, NetworkSnapshot other) {
        return network.products(other);
    }
}
