package io.ntk.tck;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import java.util.ArrayList;
import java.util.List;

/**
 * A cell whose dynamics can be perturbed from outside: the input is {@code [x, q]}, and q, as wide as the whole state, is
 * added to the state after every step. So an engine's own forward pass shows how its states answer to q.
 */
record PerturbedCell(Cell cell, int inputSize) implements Cell {
    @Override
    public ParameterLayout parameters(int widened, int hiddenSize) {
        return cell.parameters(inputSize, hiddenSize);
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
    public WeightMap weights(int widened, int hiddenSize) {
        return cell.weights(inputSize, hiddenSize);
    }

    @Override
    public List<Integer> stateWidths(int widened, int hiddenSize) {
        return cell.stateWidths(inputSize, hiddenSize);
    }

    @Override
    public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
        return cell.output(math, theta, state);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        List<A> perturbed = new ArrayList<>();
        int at = inputSize;
        for (A part : cell.step(math, theta, math.slice(input, 0, inputSize), state)) {
            int next = at + math.width(part);
            perturbed.add(math.add(part, math.slice(input, at, next)));
            at = next;
        }
        return perturbed;
    }
}
