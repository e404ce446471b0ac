package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import java.util.List;

/** A small operator as the matrix it stands for, to be written by {@link ArrayWriter}. */
public final class OperatorMatrix {
    /** 512 MiB of double precision. */
    private static final long MOST_ELEMENTS = 1L << 26;

    private static final int BLOCK = 32;

    private OperatorMatrix() {}

    /**
     * {@return the matrix {@code [rows, columns]} of an operator, made by applying it to every unit vector of its domain}
     *
     * @param name what a file calls it
     * @param operator the operator; it is applied to blocks of at most 32 vectors
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if the matrix has more than 2²⁶ elements
     */
    public static NumericArray of(String name, LinearOperator operator) {
        long rows = operator.range().dimension();
        long columns = operator.domain().dimension();
        if (rows > MOST_ELEMENTS / Math.max(1, columns)) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The matrix of the operator has " + rows + " rows and " + columns
                            + " columns, more than 2^26 elements.",
                    "Use fewer trials, steps or units, or apply the operator instead.");
        }
        int width = (int) columns;
        double[] matrix = new double[(int) (rows * columns)];
        for (int from = 0; from < width; from += BLOCK) {
            int block = Math.min(BLOCK, width - from);
            try (MultiVector units = units(operator, from, block);
                    MultiVector images = operator.times(units)) {
                for (int j = 0; j < block; j++) {
                    double[] image = images.toArray(j);
                    for (int i = 0; i < image.length; i++) {
                        matrix[i * width + from + j] = image[i];
                    }
                }
            }
        }
        return new NumericArray(name, List.of((int) rows, width), matrix);
    }

    private static MultiVector units(LinearOperator operator, int from, int count) {
        MultiVector units = operator.domain().zeros(count);
        double[] unit = new double[(int) operator.domain().dimension()];
        for (int j = 0; j < count; j++) {
            unit[from + j] = 1;
            units.setColumn(j, unit);
            unit[from + j] = 0;
        }
        return units;
    }
}
