package io.ntk.estimators.network;

import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/** ‖W′ − W‖ / ‖W‖ of a parameter tensor; not defined for a W of zeros. */
final class WeightChange extends TensorMetric {
    WeightChange(String tensor, String label) {
        super(
                "weight-change",
                "Weight change",
                "How far a parameter tensor moved: ‖W′ − W‖ / ‖W‖.",
                NOT_NEGATIVE,
                tensor,
                label);
    }

    @Override
    OptionalDouble compare(double[] before, double[] after) {
        DMatrixRMaj w = DMatrixRMaj.wrap(before.length, 1, before);
        DMatrixRMaj moved = CommonOps_DDRM.subtract(DMatrixRMaj.wrap(after.length, 1, after), w, null);
        return finite(NormOps_DDRM.normF(moved) / NormOps_DDRM.normF(w));
    }
}
