package io.ntk.estimators.network;

import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * The cosine of xxᵀ and yyᵀ, matrices of order rows, from the products of units alone: ⟨xxᵀ, yyᵀ⟩ = ‖xᵀy‖². The numbers of units
 * may differ. It is not defined where x or y is zero.
 */
abstract class StateCosine extends NetworkMetric {
    StateCosine(String name, String title, String meaning) {
        super(name, title, meaning, UP_TO_ONE);
    }

    /** xᵀy {@code [units of x, units of y]}. */
    abstract DMatrixRMaj products(NetworkSnapshot network, NetworkSnapshot other);

    @Override
    public final boolean isOfPair() {
        return true;
    }

    @Override
    public final boolean isSymmetric() {
        return true;
    }

    @Override
    public final OptionalDouble value(NetworkSnapshot network, NetworkSnapshot later) {
        double before = NormOps_DDRM.normF(products(network, network));
        double after = NormOps_DDRM.normF(products(later, later));
        double cross = NormOps_DDRM.normF(products(network, later));
        return finite(Math.min(1, cross / before * (cross / after)));
    }
}
