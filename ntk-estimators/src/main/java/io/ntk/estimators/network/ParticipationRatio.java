package io.ntk.estimators.network;

import io.ntk.estimators.estimate.Interval;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/** (Tr C)² / Tr C² for the covariance C of the states over units; not defined for states that are constant. */
final class ParticipationRatio extends NetworkMetric {
    ParticipationRatio() {
        super(
                "participation-ratio",
                "Participation ratio",
                "How many dimensions the states use: (Tr C)² / Tr C² for their covariance C over units.",
                new Interval(1, Double.POSITIVE_INFINITY));
    }

    @Override
    public boolean isOfPair() {
        return false;
    }

    @Override
    public OptionalDouble value(NetworkSnapshot network, NetworkSnapshot later) {
        DMatrixRMaj covariance = network.covariances(network);
        double ratio = CommonOps_DDRM.trace(covariance) / NormOps_DDRM.normF(covariance);
        return finite(Math.max(1, ratio * ratio));
    }
}
