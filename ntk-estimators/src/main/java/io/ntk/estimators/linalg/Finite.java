package io.ntk.estimators.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import org.ejml.data.DMatrixRMaj;

/** Refuses NaN and infinities, such as products that overflow float32. */
public final class Finite {
    private static final String CHECK = "Check the parameters and inputs";

    /** What to do where the precision is not known. */
    private static final String REMEDY = CHECK + "; where the precision is float32, float64 has the larger range.";

    private Finite() {}

    /**
     * {@return a failure with the remedy for a precision, if it is one of a number that is not finite}
     *
     * @param failure any failure
     * @param precision of the products
     */
    public static NtkException remedied(NtkException failure, Precision precision) {
        return failure.id() == ErrorId.NON_FINITE && failure.remedy().equals(REMEDY)
                ? new NtkException(failure.id(), failure.problem(), precision.orWider(CHECK), failure)
                : failure;
    }

    /**
     * Refuses a NaN or an infinity.
     *
     * @param what the number's name, which begins the message
     * @param value the number
     * @param precision of the products that it was computed from
     * @return the number
     * @throws NtkException {@link ErrorId#NON_FINITE} naming it
     */
    public static double require(String what, double value, Precision precision) {
        if (!Double.isFinite(value)) {
            throw new NtkException(ErrorId.NON_FINITE, what + " is " + value + ".", precision.orWider(CHECK));
        }
        return value;
    }

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
            throw new NtkException(ErrorId.NON_FINITE, what + " is " + value + ".", REMEDY);
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
