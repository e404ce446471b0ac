package io.ntk.estimators.exact;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.spi.UsedParameters;
import io.ntk.estimators.exact.ParameterClass.Owner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The squares of the slopes by which the columns of J with respect to the tensors that sites name are multiplied to give those with
 * respect to the differentiated parameters.
 */
final class SquaredSlopes {
    private final double[][] squares;
    private final int[] columns;

    SquaredSlopes(UsedParameters used) {
        List<ParameterTensor> tensors = used.layout().tensors();
        this.squares = new double[tensors.size()][];
        this.columns = new int[tensors.size()];
        for (int p = 0; p < squares.length; p++) {
            ParameterTensor tensor = tensors.get(p);
            squares[p] = new double[tensor.size()];
            columns[p] = tensor.columns();
            for (int i = 0; i < squares[p].length; i++) {
                double slope = used.slope(tensor.offset() + i);
                squares[p][i] = slope * slope;
            }
        }
    }

    /** {@return the square for the element in a row of a tensor's column; 1 where there are no slopes} */
    static double at(@Nullable SquaredSlopes slopes, Owner owner, int row) {
        return slopes == null ? 1 : slopes.of(owner, row);
    }

    /** {@return the square for the element in a row of a tensor's column} */
    double of(Owner owner, int row) {
        return squares[owner.tensor()][row * columns[owner.tensor()] + owner.column()];
    }
}
