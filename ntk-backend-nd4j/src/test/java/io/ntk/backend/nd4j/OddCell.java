package io.ntk.backend.nd4j;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import java.util.List;

/**
 * What networks seldom do and block rules easily get wrong: overlapping slices, columns that no slice reads, a state part
 * handed on untouched, one array returned twice, a weight used twice, and a parameter without effect.
 */
final class OddCell implements Cell {
    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("wide", 3 * hiddenSize, hiddenSize)
                .weight("twice", hiddenSize, hiddenSize)
                .weight("input", hiddenSize, inputSize)
                .vector("offset", hiddenSize)
                .vector("unused", 2)
                .build();
    }

    @Override
    public int stateParts() {
        return 4;
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A z = state.get(0);
        int h = math.width(z);
        A wide = theta.linear("wide", z);
        A overlapping = math.add(math.tanh(math.slice(wide, 0, h)), math.slice(wide, 1, h + 1));
        A reread = math.subtract(overlapping, math.sigmoid(math.slice(math.slice(wide, 0, 2 * h - 1), 0, h)));
        A twice = theta.linear("twice", math.tanh(theta.linear("twice", math.add(z, state.get(3)))));
        A driven = math.add(math.add(reread, twice), theta.affine("input", "offset", input));
        A shared = math.scale(math.tanh(math.concat(List.of(driven, state.get(1)))), 0.5);
        A first = math.slice(shared, 0, h);
        A second = math.subtract(math.scale(first, 0), math.slice(shared, h, 2 * h));
        return List.of(math.add(first, math.scale(second, 0.5)), first, first, state.get(3));
    }
}
