package io.ntk.estimators.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import java.util.Locale;

/**
 * A Jacobian J {@code [n, M]} written out from products with unit vectors, from the side that has fewer of them: rows, by
 * Jᵀ on the n unit cotangents, or columns, by J on the M unit tangents.
 */
public final class ExplicitJacobian {
    /** The number of unit vectors multiplied at once: products are fast, and the blocks are small compared with J. */
    private static final int BLOCK = 64;

    private final LinearOperator products;
    private final boolean byRows;

    private ExplicitJacobian(LinearOperator products, boolean byRows) {
        this.products = products;
        this.byRows = byRows;
    }

    /**
     * {@return a Jacobian, not yet computed}
     *
     * @param jacobian J
     */
    public static ExplicitJacobian of(LinearOperator jacobian) {
        boolean rows = jacobian.range().order() <= jacobian.domain().order();
        return new ExplicitJacobian(rows ? jacobian.adjoint() : jacobian, rows);
    }

    /**
     * {@return the Jacobian by columns, whatever it has fewer of}
     *
     * @param jacobian J
     */
    public static ExplicitJacobian byColumns(LinearOperator jacobian) {
        return new ExplicitJacobian(jacobian, false);
    }

    /** {@return whether it is computed by rows, which {@link #of} chooses when n ≤ M} */
    public boolean byRows() {
        return byRows;
    }

    /** {@return how many rows or columns are computed: the smaller of n and M, or M} */
    public long count() {
        return products.domain().order();
    }

    /** {@return the bytes that all rows or columns take, in the precision of their storage} */
    public double bytes() {
        return (double) count() * products.range().dimension() * precisionBytes(products.range());
    }

    /** {@return the bytes of the unit vectors and images that are held at a time} */
    public double workingBytes() {
        double block = Math.min(BLOCK, count());
        return block
                * ((double) products.domain().dimension() * precisionBytes(products.domain())
                        + (double) products.range().dimension() * precisionBytes(products.range()));
    }

    /** {@return the operator whose columns they are: Jᵀ or J} */
    public LinearOperator products() {
        return products;
    }

    /** {@return all rows, as vectors of the domain, or all columns, as vectors of the range; the caller closes them} */
    public MultiVector compute() {
        MultiVector all = products.range().uninitialized(Math.toIntExact(count()));
        try {
            products.forEachColumns(BLOCK, (block, first) -> all.setColumns(first, block));
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
        return all;
    }

    /**
     * Refuses a computation that needs more memory than allowed.
     *
     * @param method the method that needs the memory, for the message
     * @param needed the bytes needed
     * @param allowed the bytes allowed
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} naming both
     */
    public void requireMemory(String method, double needed, long allowed) {
        if (needed > allowed || count() > 40_000) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "Method '%s' needs %.0f bytes for the explicit Jacobian of %d %s, but %d are allowed.",
                            method,
                            needed,
                            count(),
                            byRows ? "rows" : "columns",
                            allowed),
                    "Use a sampling estimator, which never forms the Jacobian, or allow more memory.");
        }
    }

    private static int precisionBytes(VectorSpace space) {
        return space.precision().bytes();
    }
}
