package io.ntk.training.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import java.util.AbstractList;
import java.util.List;

/**
 * A cell whose state is its input, read as another cell is: with z as inputs, its outputs are those of the other cell, and each
 * depends on z of the same step alone. So an engine differentiates the readout by itself.
 */
record ReadingCell(Cell cell, int inputSize) implements Cell {
    private static final long serialVersionUID = 1L;

    @Override
    public ParameterLayout parameters(int width, int hiddenSize) {
        return cell.parameters(inputSize, hiddenSize);
    }

    @Override
    public WeightMap weights(int width, int hiddenSize) {
        return cell.weights(inputSize, hiddenSize);
    }

    @Override
    public boolean hasEquationsOf(Cell other) {
        return other instanceof ReadingCell reading && cell.hasEquationsOf(reading.cell);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        return List.of(input);
    }

    @Override
    public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
        return cell.output(math, theta, new Parts<>(cell, state.get(0)));
    }

    /** The state of the cell, of which only what is observed is there. */
    private static final class Parts<A> extends AbstractList<A> {
        private final Cell cell;
        private final A observed;

        Parts(Cell cell, A observed) {
            this.cell = cell;
            this.observed = observed;
        }

        @Override
        public int size() {
            return cell.stateParts();
        }

        @Override
        public A get(int part) {
            if (part != cell.observedPart()) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The outputs are read from state part " + part
                                + " too, but the states that are observed are those of part " + cell.observedPart()
                                + ".",
                        "Give --observe outputs.");
            }
            return observed;
        }
    }
}
