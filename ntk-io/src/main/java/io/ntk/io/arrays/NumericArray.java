package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;
import java.util.function.IntPredicate;

/** A named array of float64 numbers in row-major order: the last index moves fastest. */
public final class NumericArray {
    private final String name;
    private final List<Integer> shape;
    private final double[] values;
    private final String description;

    /**
     * Wraps values that were not read from a file.
     *
     * @param name the name of the array
     * @param shape sizes, outermost first; empty for a scalar
     * @param values the elements in row-major order; kept, not copied
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the shape does not hold exactly these values
     */
    public NumericArray(String name, List<Integer> shape, double[] values) {
        this(name, shape, values, "Array " + Quoted.of(name));
    }

    NumericArray(String name, List<Integer> shape, double[] values, String description) {
        this.name = name;
        this.shape = List.copyOf(shape);
        this.values = values;
        this.description = description;
        if (elements(shape) != values.length) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    description + " has shape " + shape + " and " + values.length + " values.",
                    "The number of values must be the product of the sizes.");
        }
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the sizes, outermost first; empty for a scalar} */
    public List<Integer> shape() {
        return shape;
    }

    /** {@return the values in row-major order: the array itself, not a copy} */
    public double[] values() {
        return values;
    }

    /** {@return a noun phrase for messages, with the name in the file and the file} */
    public String description() {
        return description;
    }

    /**
     * The same values under another name.
     *
     * @param newName a name
     * @return an array that shares the values; its {@link #description()} keeps the old name
     */
    public NumericArray renamed(String newName) {
        return new NumericArray(newName, shape, values, description);
    }

    /**
     * {@return whether this is a vector, or the row or the column that MATLAB has in its place}
     *
     * @param length the number of elements
     */
    public boolean isVector(int length) {
        return Line.isVector(shape, length);
    }

    /**
     * The same values with axes of other sizes.
     *
     * @param sizes sizes, of the same product
     * @return an array that shares the values
     */
    public NumericArray shaped(List<Integer> sizes) {
        return new NumericArray(name, sizes, values, description);
    }

    /** {@return a matrix with rows and columns exchanged; a vector as it is} */
    public NumericArray transposed() {
        if (shape.size() != 2) {
            return this;
        }
        int rows = shape.get(0);
        int columns = shape.get(1);
        double[] exchanged = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            exchanged[i % columns * rows + i / columns] = values[i];
        }
        return new NumericArray(name, List.of(columns, rows), exchanged, description);
    }

    /**
     * Refuses NaN and infinities.
     *
     * @return this array
     * @throws NtkException {@link ErrorId#NON_FINITE}, naming the array and the first index, such as {@code [3, 0, 17]}
     */
    public NumericArray requireFinite() {
        return requireFinite(element -> true);
    }

    /**
     * Refuses NaN and infinities among some of the elements.
     *
     * @param used whether an element, by its row-major index, is looked at
     * @return this array
     * @throws NtkException as {@link #requireFinite()}
     */
    public NumericArray requireFinite(IntPredicate used) {
        for (int i = 0; i < values.length; i++) {
            if (used.test(i) && !Double.isFinite(values[i])) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        description + " holds " + values[i] + " at index " + indexOf(i) + ".",
                        "Look at the run that wrote it: training may have diverged.");
            }
        }
        return this;
    }

    /** {@return the name and the shape} */
    @Override
    public String toString() {
        return name + shape;
    }

    private List<Integer> indexOf(int flat) {
        Integer[] index = new Integer[shape.size()];
        int rest = flat;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.get(axis);
            rest /= shape.get(axis);
        }
        return List.of(index);
    }

    /** {@return the product of the sizes, or -1 for a shape that no array can have} */
    private static long elements(List<Integer> shape) {
        if (shape.stream().anyMatch(size -> size < 0)) {
            return -1;
        }
        if (shape.contains(0)) {
            return 0;
        }
        long product = 1;
        for (int size : shape) {
            product *= size;
            if (product > Integer.MAX_VALUE) {
                return -1;
            }
        }
        return product;
    }
}
