package io.ntk.estimators.exact;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * Uses its parameters in every way that the vocabulary allows: W twice inside one nonlinearity and once inside another,
 * b with two weights, V in one place only, and a vector on its own.
 */
final class TiedCell implements Cell {
    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("W", hiddenSize, hiddenSize)
                .weight("V", hiddenSize, inputSize)
                .vector("b", hiddenSize)
                .vector("gain", hiddenSize)
                .build();
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        A recurrent = math.add(theta.affine("W", "b", h), theta.linear("W", math.multiply(h, h)));
        A fast = math.tanh(math.add(recurrent, theta.affine("V", "b", input)));
        A slow = math.sigmoid(theta.linear("W", math.scale(h, 0.5)));
        A gain = math.softplus(theta.vector("gain"));
        return List.of(math.add(math.multiply(gain, fast), math.scale(slow, 0.3)));
    }
}
