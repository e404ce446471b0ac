package io.ntk.api.spi;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/** A cell whose parameters are the tensors that its step uses. */
record PlainCell(Cell cell) implements Cell {
    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return cell.weights(inputSize, hiddenSize).used();
    }

    @Override
    public int stateParts() {
        return cell.stateParts();
    }

    @Override
    public int observedPart() {
        return cell.observedPart();
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        return cell.step(math, theta, input, state);
    }
}
