package io.ntk.estimators.linalg;

import io.ntk.api.linalg.MultiVector;
import org.ejml.data.DMatrixRMaj;

/** The orthogonal projection I − QQᵀ out of the range of a basis. */
public final class Projector {
    private final ThinQr basis;

    private Projector(ThinQr basis) {
        this.basis = basis;
    }

    /**
     * {@return the projection out of the range of a factorisation, which must stay open}
     *
     * @param basis the factorisation whose Q spans the range
     */
    public static Projector outside(ThinQr basis) {
        return new Projector(basis);
    }

    /**
     * X ← (I − QQᵀ) X.
     *
     * @param x a block, overwritten
     */
    public void apply(MultiVector x) {
        if (basis.rank() == 0) {
            return;
        }
        DMatrixRMaj inside = basis.q().gram(x);
        x.update(-1, basis.q(), inside, 1);
    }
}
