package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Set;

/**
 * A linear operator that checks what goes in and what comes out: a subclass writes the product and the adjoint product
 * only, and may rely on blocks of the right spaces and equal numbers of columns.
 */
public abstract class AbstractLinearOperator implements LinearOperator {
    private final VectorSpace domain;
    private final VectorSpace range;
    private final Set<OperatorProperty> properties;

    /**
     * Fixes the spaces.
     *
     * @param domain the space of arguments
     * @param range the space of results
     * @param properties what the operator declares about itself
     */
    protected AbstractLinearOperator(VectorSpace domain, VectorSpace range, Set<OperatorProperty> properties) {
        this.domain = domain;
        this.range = range;
        this.properties = Set.copyOf(properties);
    }

    /**
     * Y ← A X.
     *
     * @param x a block of the domain
     * @param y a block of the range, overwritten
     */
    protected abstract void multiply(MultiVector x, MultiVector y);

    /**
     * Y ← Aᵀ X.
     *
     * @param x a block of the range
     * @param y a block of the domain, overwritten
     */
    protected abstract void multiplyAdjoint(MultiVector x, MultiVector y);

    /**
     * Inner products with A X, as {@link #pairDots} says.
     *
     * @param x a block of the domain
     * @param y a block of the range
     * @return three rows
     */
    protected double[][] multiplyPairDots(MultiVector x, MultiVector y) {
        return LinearOperator.super.pairDots(x, y);
    }

    @Override
    public final VectorSpace domain() {
        return domain;
    }

    @Override
    public final VectorSpace range() {
        return range;
    }

    @Override
    public final Set<OperatorProperty> properties() {
        return properties;
    }

    @Override
    public final void apply(MultiVector x, MultiVector y) {
        check(this, x, y);
        multiply(x, y);
    }

    @Override
    public final double[][] pairDots(MultiVector x, MultiVector y) {
        checkBlocks(this, x, y);
        return multiplyPairDots(x, y);
    }

    @Override
    public final LinearOperator adjoint() {
        return properties.contains(OperatorProperty.SYMMETRIC) ? this : new Adjoint(this);
    }

    private static void check(LinearOperator operator, MultiVector x, MultiVector y) {
        checkBlocks(operator, x, y);
        if (x == y) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "An operator was given the same block as argument and as result.",
                    "Give a block of its own for the result.");
        }
    }

    private static void checkBlocks(LinearOperator operator, MultiVector x, MultiVector y) {
        requireSpace("argument", operator.domain(), x);
        requireSpace("result", operator.range(), y);
        if (x.columns() != y.columns()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "An operator was given an argument of " + x.columns() + " columns and a result of " + y.columns()
                            + " columns.",
                    "Give blocks with the same number of columns.");
        }
    }

    private static void requireSpace(String role, VectorSpace expected, MultiVector block) {
        if (!expected.equals(block.space())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "An operator needs its " + role + " in the space " + expected + ", but was given a block of "
                            + block.space() + ".",
                    "Make the block with the operator's " + (role.equals("argument") ? "domain()" : "range()") + ".");
        }
    }

    /** The adjoint, sharing the operator it came from. */
    private record Adjoint(AbstractLinearOperator of) implements LinearOperator {
        @Override
        public VectorSpace domain() {
            return of.range;
        }

        @Override
        public VectorSpace range() {
            return of.domain;
        }

        @Override
        public Set<OperatorProperty> properties() {
            return of.properties;
        }

        @Override
        public void apply(MultiVector x, MultiVector y) {
            check(this, x, y);
            of.multiplyAdjoint(x, y);
        }

        @Override
        public LinearOperator adjoint() {
            return of;
        }
    }
}
