package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.ejml.data.DMatrixRMaj;

/**
 * A linear map between vector spaces, known by its action on blocks of vectors, together with its adjoint. Extend
 * {@link AbstractLinearOperator} to write one.
 */
public interface LinearOperator {
    /** {@return the space of arguments} */
    VectorSpace domain();

    /** {@return the space of results} */
    VectorSpace range();

    /** {@return what the operator declares about itself} */
    Set<OperatorProperty> properties();

    /**
     * Y ← A X.
     *
     * @param x a block of the domain; not modified
     * @param y a block of the range with the columns of X, not {@code x}; overwritten
     * @throws NtkException {@link ErrorId#SPACE_MISMATCH} or {@link ErrorId#SHAPE_MISMATCH} if a block does not fit
     */
    void apply(MultiVector x, MultiVector y);

    /** {@return Aᵀ, sharing everything with this operator} */
    LinearOperator adjoint();

    /**
     * {@return A X; the caller closes it}
     *
     * @param x a block of the domain
     */
    default MultiVector times(MultiVector x) {
        MultiVector y = range().uninitialized(x.columns());
        try {
            apply(x, y);
        } catch (RuntimeException | Error e) {
            y.close();
            throw e;
        }
        return y;
    }

    /**
     * The inner products from which norms of images A x_j and angles between them and other vectors follow:
     * {@code y.pairDots(times(x))}, but an engine that can does not store the images.
     *
     * @param x a block of the domain
     * @param y a block of the range with the columns of X; may be {@code x}
     * @return three rows: ⟨y_j, y_j⟩, ⟨y_j, A x_j⟩ and ⟨A x_j, A x_j⟩ for each column j
     * @throws NtkException {@link ErrorId#SPACE_MISMATCH} or {@link ErrorId#SHAPE_MISMATCH} if a block does not fit
     */
    default double[][] pairDots(MultiVector x, MultiVector y) {
        try (MultiVector images = times(x)) {
            return y.pairDots(images);
        }
    }

    /**
     * Makes all columns of the matrix, by multiplying the unit vectors of the domain, one for each element that is present in it.
     *
     * @param width the columns made, and the unit vectors held, at a time; at least 1
     * @param consumer takes each block of columns, which is closed afterwards, and how many there were before it; {@link
     *     IndexShape#element} tells the elements that they belong to
     */
    default void forEachColumns(int width, ObjIntConsumer<MultiVector> consumer) {
        IndexShape shape = domain().shape();
        int count = Math.toIntExact(domain().order());
        double[] unit = new double[Math.toIntExact(domain().dimension())];
        for (int first = 0; first < count; first += width) {
            try (MultiVector units = domain().zeros(Math.min(width, count - first))) {
                for (int j = 0; j < units.columns(); j++) {
                    int element = shape.element(first + j);
                    unit[element] = 1;
                    units.setColumn(j, unit);
                    unit[element] = 0;
                }
                try (MultiVector columns = times(units)) {
                    consumer.accept(columns, first);
                }
            }
        }
    }

    /**
     * {@return the matrix of a small operator, {@code [rows, columns]}, made by rows or by columns, whichever are fewer; of elements
     *     that are not present there is neither row nor column}
     *
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if the matrix has more than 2²⁶ elements, which take 512 MiB
     */
    default DMatrixRMaj toMatrix() {
        return OperatorMatrix.of(this);
    }

    /** {@return whether domain and range are the same space} */
    default boolean isSquare() {
        return domain().equals(range());
    }

    /**
     * {@return A B, this operator after another}
     *
     * @param inner B, whose range is this domain
     */
    default LinearOperator compose(LinearOperator inner) {
        return new ComposedOperator(this, inner);
    }

    /**
     * {@return A + B}
     *
     * @param other B, between the same spaces
     */
    default LinearOperator plus(LinearOperator other) {
        return new SumOperator(this, other);
    }

    /**
     * {@return c A}
     *
     * @param factor c, finite
     */
    default LinearOperator scaledBy(double factor) {
        return new ScaledOperator(this, factor);
    }

    /**
     * {@return A − B}
     *
     * @param other B, between the same spaces
     */
    default LinearOperator minus(LinearOperator other) {
        return plus(other.scaledBy(-1));
    }

    /** {@return AᵀA, which is symmetric and positive semi-definite} */
    default LinearOperator gram() {
        return new GramOperator(this, Integer.MAX_VALUE);
    }

    /**
     * {@return AᵀA, whose products hold AX of some columns at a time}
     *
     * @param bytes what AX may take, if one column of it takes no more
     */
    default LinearOperator gram(long bytes) {
        double column = (double) range().dimension() * range().precision().bytes();
        return new GramOperator(this, (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / column)));
    }

    /**
     * The same matrix between spaces whose elements, in the same row-major order, have other axes.
     *
     * @param rangeShape the axes of results
     * @param domainShape the axes of arguments
     * @return the reshaped operator
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if a shape has another number of elements
     */
    default LinearOperator reshape(IndexShape rangeShape, IndexShape domainShape) {
        return new ReshapedOperator(
                this, ReshapedSpace.of(range(), rangeShape), ReshapedSpace.of(domain(), domainShape));
    }

    /**
     * Refuses an operator that lacks a property.
     *
     * @param method the method that needs it, for the message
     * @param needed the properties it needs
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} naming what is missing
     */
    default void require(String method, OperatorProperty... needed) {
        EnumSet<OperatorProperty> missing = EnumSet.noneOf(OperatorProperty.class);
        for (OperatorProperty property : needed) {
            if (!properties().contains(property)) {
                missing.add(property);
            }
        }
        if (!missing.isEmpty()) {
            throw new NtkException(
                    ErrorId.OPERATOR_PROPERTY,
                    "Method '" + method + "' needs an operator that is "
                            + String.join(
                                    " and ",
                                    missing.stream()
                                            .map(p -> p.name()
                                                    .toLowerCase(java.util.Locale.ROOT)
                                                    .replace('_', ' '))
                                            .toList())
                            + ", which this one does not declare.",
                    "Use hutchinson or hutch++, which need a square operator only.");
        }
    }

    /**
     * Refuses an operator whose domain is not its range.
     *
     * @param method the method that needs a square operator, for the message
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} naming both spaces
     */
    default void requireSquare(String method) {
        if (!isSquare()) {
            throw new NtkException(
                    ErrorId.OPERATOR_PROPERTY,
                    "Method '" + method + "' needs a square operator, but this one maps " + domain() + " to " + range()
                            + ".",
                    "Pass A.gram() or A.adjoint().gram() if a Gram operator was meant.");
        }
    }
}
