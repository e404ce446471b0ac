package io.ntk.tck.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/** h' = x W_ihᵀ + h W_hhᵀ + b, for which everything has a closed form in powers of W_hh. */
public final class LinearCell implements Cell {
    /** Makes the cell. */
    public LinearCell() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("weight_ih", hiddenSize, inputSize)
                .weight("weight_hh", hiddenSize, hiddenSize)
                .vector("bias", hiddenSize)
                .build();
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        return List.of(math.add(theta.linear("weight_ih", input), theta.affine("weight_hh", "bias", state.get(0))));
    }
}
