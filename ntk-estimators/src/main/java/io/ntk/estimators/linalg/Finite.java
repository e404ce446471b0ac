package io.ntk.estimators.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import org.ejml.data.DMatrixRMaj;

/** Refuses NaN and infinities, such as products that overflow float32. */
public final class Finite {
    private Finite() {}

    /**
     * Refuses a NaN or an infinity.
     *
     * @param what the number's name, which begins the message
     * @param value the number
     * @return the number
     * @throws NtkException {@link ErrorId#NON_FINITE} naming it
     */
    public static double require(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new NtkException(
                    ErrorId.NON_FINITE,
                    what + " is " + value + ".",
                    "Check the parameters and inputs, or use float64 if the products are too large for float32.");
        }
        return value;
    }

    /**
     * Refuses a matrix with a NaN or an infinity.
     *
     * @param what the name of an element, which begins the message
     * @param matrix the matrix
     * @return the matrix
     * @throws NtkException {@link ErrorId#NON_FINITE} naming it
     */
    public static DMatrixRMaj require(String what, DMatrixRMaj matrix) {
        for (int i = 0; i < matrix.getNumElements(); i++) {
            require(what, matrix.get(i));
        }
        return matrix;
    }
}
