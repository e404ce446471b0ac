package io.ntk.tck.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * A cell that nobody would want, but whose step uses every operation there is, each {@link Elementary} function, and every
 * way in which a parameter may enter: with and without bias, as a vector, through a product of two weights, through time,
 * and twice in one step. It has two state parts h and z, of which the second is observed:
 *
 * <pre>
 *   α  = sigmoid(gain) / (1 + softplus(rate))
 *   a  = 3/2 tanh(mix [h, x] + mix_bias + up down z + clock t/10)
 *   h' = h + α ∘ (Σ f(a) / 8 − h), the sum taken over all functions f, with f(2 + a) for one that is singular at 0
 *   z' = exp(−relu(mix [h', x]) / 2) ∘ z + [h', x] without its first I columns
 * </pre>
 */
public final class VocabularyCell implements Cell {
    /** Makes the cell. */
    public VocabularyCell() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        int rank = (hiddenSize + 1) / 2;
        return ParameterLayout.builder()
                .weight("mix", hiddenSize, hiddenSize + inputSize)
                .vector("mix_bias", hiddenSize)
                .weight("down", rank, hiddenSize)
                .weight("up", hiddenSize, rank)
                .weight("clock", hiddenSize, 1)
                .vector("gain", hiddenSize)
                .vector("rate", hiddenSize)
                .build();
    }

    @Override
    public int stateParts() {
        return 2;
    }

    @Override
    public int observedPart() {
        return 1;
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A h = state.get(0);
        A z = state.get(1);
        A drive = math.add(
                theta.affine("mix", "mix_bias", math.concat(List.of(h, input))),
                math.add(
                        theta.linear("up", theta.linear("down", z)),
                        theta.linear("clock", math.scale(math.time(), 0.1))));
        A alpha = math.divide(math.sigmoid(theta.vector("gain")), math.shift(math.softplus(theta.vector("rate")), 1));
        A sum = sumOfFunctions(math, math.scale(math.tanh(drive), 1.5));
        A nextH = math.add(h, math.multiply(alpha, math.subtract(math.scale(sum, 0.125), h)));
        A wide = math.concat(List.of(nextH, input));
        A gate = math.exp(math.scale(math.relu(theta.linear("mix", wide)), -0.5));
        A shifted = math.slice(wide, math.width(input), math.width(wide));
        return List.of(nextH, math.add(math.multiply(gate, z), shifted));
    }

    /** The argument is more than −2. */
    private static <A> A sumOfFunctions(CellMath<A> math, A argument) {
        A positive = math.shift(argument, 2);
        A sum = math.scale(argument, 0);
        for (Elementary f : Elementary.values()) {
            boolean isRegular = Double.isFinite(f.value(0)) && Double.isFinite(f.derivative(0));
            sum = math.add(sum, math.apply(f, isRegular ? argument : positive));
        }
        return sum;
    }
}
