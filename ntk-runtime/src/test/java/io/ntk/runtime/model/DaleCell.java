package io.ntk.runtime.model;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A rate network whose units are excitatory or inhibitory, r' = 0.8 r + 0.2 relu(W r + b_h2h + W_in x + b_in) with W = |V| ∘
 * factors; with a trained initial state or from zero.
 */
// Never compared.
@SuppressWarnings("ArrayRecordComponent")
record DaleCell(double[] factors, boolean hasInitialState) implements Cell {
    private static final String WEIGHT = "rnn.h2h.weight";
    private static final String H0 = "h0";

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        ParameterLayout.Builder layout = ParameterLayout.builder()
                .weight(WEIGHT, hiddenSize, hiddenSize)
                .vector("rnn.h2h.bias", hiddenSize)
                .weight("rnn.input2h.weight", hiddenSize, inputSize)
                .vector("rnn.input2h.bias", hiddenSize);
        return hasInitialState ? layout.vector(H0, hiddenSize).build() : layout.build();
    }

    @Override
    public WeightMap weights(int inputSize, int hiddenSize) {
        return new Signed(parameters(inputSize, hiddenSize), factors);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A r = state.get(0);
        if (hasInitialState) {
            A isFirst = math.shift(math.scale(math.apply(Elementary.STEP, math.time()), -1), 1);
            r = math.add(r, math.multiply(math.broadcast(isFirst, math.width(r)), theta.vector(H0)));
        }
        A drive = math.add(
                theta.affine(WEIGHT, "rnn.h2h.bias", r), theta.affine("rnn.input2h.weight", "rnn.input2h.bias", input));
        return List.of(math.add(math.scale(r, 0.8), math.scale(math.relu(drive), 0.2)));
    }

    /** |V| ∘ factors for the first tensor, the others as they are. */
    private record Signed(ParameterLayout trained, double[] factors) implements WeightMap {
        @Override
        public ParameterLayout used() {
            return trained;
        }

        @Override
        public int[] sources() {
            return IntStream.range(0, trained.size()).toArray();
        }

        @Override
        public double[] values(double[] theta) {
            double[] values = theta.clone();
            Arrays.setAll(values, i -> i < factors.length ? Math.abs(theta[i]) * factors[i] : theta[i]);
            return values;
        }

        @Override
        public double[] slopes(double[] theta) {
            double[] slopes = new double[theta.length];
            Arrays.setAll(slopes, i -> i < factors.length ? Math.signum(theta[i]) * factors[i] : 1);
            return slopes;
        }
    }
}
