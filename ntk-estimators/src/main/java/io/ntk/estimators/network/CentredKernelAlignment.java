package io.ntk.estimators.network;

import org.ejml.data.DMatrixRMaj;

/**
 * Linear CKA (Kornblith, Norouzi, Lee and Hinton, "Similarity of neural network representations revisited", ICML 2019): the
 * cosine of zzᵀ and z′z′ᵀ after the mean row has been taken out of z and of z′.
 */
final class CentredKernelAlignment extends StateCosine {
    CentredKernelAlignment() {
        super(
                "cka",
                "CKA",
                "How alike the states are up to rotation, scale and shift: the cosine of zzᵀ and z′z′ᵀ, each unit without its"
                        + " mean.");
    }

    @Override
    DMatrixRMaj products(NetworkSnapshot network, NetworkSnapshot other) {
        return network.covariances(other);
    }
}
