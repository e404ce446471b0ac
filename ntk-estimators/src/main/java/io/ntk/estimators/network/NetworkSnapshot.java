package io.ntk.estimators.network;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Linearization;
import java.util.Arrays;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * The representations and the parameters of a network at one point of its training, which outlive the linearization. A row of the
 * representations z is one trial and step, a column one unit of what is observed: states, or outputs if those are observed; a final
 * value has a row for each trial. Rows that are not looked at are left out. One thread at a time may compare a snapshot.
 */
public final class NetworkSnapshot {
    /** A unit whose states differ from their mean by fewer units of rounding does not vary. */
    private static final double ROUNDING_UNITS = 4;

    private final DMatrixRMaj centred;
    private final DMatrixRMaj mean;
    private final DMatrixRMaj covariance;
    private final Parameters parameters;

    /** The network that this one was last compared with: several metrics in a row take the same products. */
    private @Nullable NetworkSnapshot compared;

    private @Nullable DMatrixRMaj between;

    private NetworkSnapshot(DMatrixRMaj centred, DMatrixRMaj mean, Parameters parameters) {
        this.centred = centred;
        this.mean = mean;
        this.covariance = TallProduct.of(centred, centred);
        this.parameters = parameters;
    }

    /**
     * {@return what a linearization observes, and the parameters at which it does}
     *
     * @param linearization of a network
     */
    public static NetworkSnapshot of(Linearization linearization) {
        IndexShape shape = linearization.observationSpace().shape();
        int units = shape.sizeOf(Axis.UNIT);
        double[] all = linearization.observations();
        double[] present = new double[Math.toIntExact(shape.order())];
        Arrays.setAll(present, i -> all[shape.element(i)]);
        return of(
                present,
                units,
                linearization.problem().precision(),
                linearization.problem().parameters());
    }

    /** The same from states, row-major {@code [rows, units]}, which are taken over. */
    static NetworkSnapshot of(double[] values, int units, Precision precision, Parameters parameters) {
        DMatrixRMaj states = DMatrixRMaj.wrap(values.length / units, units, values);
        DMatrixRMaj mean = centre(states, precision.epsilon());
        return new NetworkSnapshot(states, mean, parameters);
    }

    /** Takes the mean row out, and returns it. */
    private static DMatrixRMaj centre(DMatrixRMaj states, double epsilon) {
        DMatrixRMaj mean = new DMatrixRMaj(1, states.numCols);
        // The second pass takes out what rounding left of the first mean.
        for (int pass = 0; pass < 2; pass++) {
            DMatrixRMaj left = CommonOps_DDRM.sumCols(states, null);
            CommonOps_DDRM.divide(left, states.numRows);
            subtractRow(states, left);
            CommonOps_DDRM.addEquals(mean, left);
        }
        for (int unit = 0; unit < states.numCols; unit++) {
            double largest = 0;
            for (int row = 0; row < states.numRows; row++) {
                largest = Math.max(largest, Math.abs(states.get(row, unit)));
            }
            if (largest <= ROUNDING_UNITS * epsilon * Math.abs(mean.get(unit))) {
                for (int row = 0; row < states.numRows; row++) {
                    states.set(row, unit, 0);
                }
            }
        }
        return mean;
    }

    private static void subtractRow(DMatrixRMaj states, DMatrixRMaj row) {
        for (int i = 0; i < states.data.length; i++) {
            states.data[i] -= row.data[i % states.numCols];
        }
    }

    /** {@return the parameters of the model} */
    Parameters parameters() {
        return parameters;
    }

    /** {@return cᵀc′ {@code [units, other units]} for z and z′ without their mean rows; to be read only} */
    DMatrixRMaj covariances(NetworkSnapshot other) {
        if (centred.numRows != other.centred.numRows) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "One network was observed at " + centred.numRows + " trials and steps, the other at "
                            + other.centred.numRows + ".",
                    "Compare networks on the same inputs and with the same observable.");
        }
        if (other == this) {
            return covariance;
        }
        if (other != compared) {
            between = TallProduct.of(centred, other.centred);
            compared = other;
        }
        return Objects.requireNonNull(between);
    }

    /** {@return zᵀz′ {@code [units, other units]}: cᵀc′ and what the means add, of which nothing cancels} */
    DMatrixRMaj products(NetworkSnapshot other) {
        DMatrixRMaj products = covariances(other).copy();
        CommonOps_DDRM.multAddTransA(centred.numRows, mean, other.mean, products);
        return products;
    }
}
