package io.ntk.examples.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * The low-rank network of Mastrogiuseppe and Ostojic (Neuron 2018) in discrete time, h' = tanh(M N h / H + U x + b), whose
 * recurrent connectivity M N has rank at most R.
 */
public final class LowRankCell implements Cell {
    private final int rank;

    /**
     * Makes the cell.
     *
     * @param rank R, at least 1
     */
    public LowRankCell(int rank) {
        this.rank = rank;
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("weight_in", hiddenSize, inputSize)
                .weight("weight_m", hiddenSize, rank)
                .weight("weight_n", rank, hiddenSize)
                .vector("offset", hiddenSize)
                .build();
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        A overlap = math.scale(theta.linear("weight_n", h), 1.0 / math.width(h));
        A recurrent = theta.affine("weight_m", "offset", overlap);
        return List.of(math.tanh(math.add(recurrent, theta.linear("weight_in", input))));
    }
}
