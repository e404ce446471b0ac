package io.ntk.tck.cell;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.WeightMap;
import java.util.Arrays;
import java.util.List;

/**
 * A cell whose step uses other tensors than are trained, whose state parts have different widths, and which is read through
 * functions of its state. The trained tensors are V, In, Back, offset, log_rate, gain and h0. The step uses W = |V| ∘ sign ∘
 * mask, straight and transposed, rate = exp(log_rate), gains whose elements are all the one number gain, a constant vector
 * leak and a constant matrix Bridge. From the state a of width H + 1 and z of width H, of which z is observed:
 *
 * <pre>
 *   s  = z + [t = 0] h0
 *   z' = s + 3/10 rate ∘ (gains ∘ tanh(W s + Wᵀ tanh(s) + In x + Back a + offset) − s)
 *   a' = leak ∘ a + Bridge z'
 *   read = [tanh(z + offset), a ∘ a]
 * </pre>
 */
public final class MappedCell implements Cell {
    /** Makes the cell. */
    public MappedCell() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("V", hiddenSize, hiddenSize)
                .weight("In", hiddenSize, inputSize)
                .weight("Back", hiddenSize, hiddenSize + 1)
                .vector("offset", hiddenSize)
                .vector("log_rate", hiddenSize)
                .vector("gain", 1)
                .vector("h0", hiddenSize)
                .build();
    }

    @Override
    public WeightMap weights(int inputSize, int hiddenSize) {
        return new Weights(parameters(inputSize, hiddenSize), inputSize, hiddenSize);
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
    public List<Integer> stateWidths(int inputSize, int hiddenSize) {
        return List.of(hiddenSize + 1, hiddenSize);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A a = state.get(0);
        A z = state.get(1);
        A isFirst = math.shift(math.scale(math.apply(Elementary.STEP, math.time()), -1), 1);
        A s = math.add(z, math.multiply(math.broadcast(isFirst, math.width(z)), theta.vector("h0")));
        A recurrent = math.add(theta.linear("W", s), theta.linear("W.T", math.tanh(s)));
        A driven = math.add(theta.linear("In", input), theta.affine("Back", "offset", a));
        A target = math.multiply(theta.vector("gains"), math.tanh(math.add(recurrent, driven)));
        A change = math.multiply(theta.vector("rate"), math.subtract(target, s));
        A next = math.add(s, math.scale(change, 0.3));
        return List.of(math.add(math.multiply(theta.vector("leak"), a), theta.linear("Bridge", next)), next);
    }

    @Override
    public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
        A a = state.get(0);
        return math.concat(List.of(math.tanh(math.add(state.get(1), theta.vector("offset"))), math.multiply(a, a)));
    }

    private record Weights(ParameterLayout trained, int inputSize, int hiddenSize) implements WeightMap {
        @Override
        public ParameterLayout used() {
            return ParameterLayout.builder()
                    .weight("W", hiddenSize, hiddenSize)
                    .weight("W.T", hiddenSize, hiddenSize)
                    .weight("In", hiddenSize, inputSize)
                    .weight("Back", hiddenSize, hiddenSize + 1)
                    .vector("offset", hiddenSize)
                    .vector("rate", hiddenSize)
                    .vector("gains", hiddenSize)
                    .vector("h0", hiddenSize)
                    .vector("leak", hiddenSize + 1)
                    .weight("Bridge", hiddenSize + 1, hiddenSize)
                    .build();
        }

        @Override
        public int[] sources() {
            int[] sources = new int[used().size()];
            Arrays.fill(sources, CONSTANT);
            for (int i = 0; i < hiddenSize; i++) {
                for (int j = 0; j < hiddenSize; j++) {
                    sources[i * hiddenSize + j] = i * hiddenSize + j;
                    sources[at("W.T") + i * hiddenSize + j] = j * hiddenSize + i;
                }
                sources[at("gains") + i] = trained.tensor("gain").offset();
            }
            for (String same : List.of("In", "Back", "offset", "h0")) {
                follow(same, same, sources);
            }
            follow("rate", "log_rate", sources);
            return sources;
        }

        private void follow(String usedName, String trainedName, int[] sources) {
            for (int i = 0; i < trained.tensor(trainedName).size(); i++) {
                sources[at(usedName) + i] = trained.tensor(trainedName).offset() + i;
            }
        }

        private int at(String name) {
            return used().tensor(name).offset();
        }

        @Override
        public double[] values(double[] theta) {
            return made(theta, false);
        }

        @Override
        public double[] slopes(double[] theta) {
            return made(theta, true);
        }

        private double[] made(double[] theta, boolean isSlope) {
            int[] sources = sources();
            double[] made = new double[sources.length];
            for (int k = 0; k < made.length; k++) {
                if (sources[k] < 0) {
                    // Constants: leak, then Bridge.
                    made[k] = isSlope ? 0 : 0.1 * (k % 5 - 2);
                } else if (k < at("In")) {
                    made[k] = factor(sources[k])
                            * (isSlope ? Elementary.ABS.derivative(theta[sources[k]]) : Math.abs(theta[sources[k]]));
                } else if (k >= at("rate") && k < at("gains")) {
                    made[k] = Math.exp(theta[sources[k]]);
                } else {
                    made[k] = isSlope ? 1 : theta[sources[k]];
                }
            }
            return made;
        }

        /** The sign of the unit that an entry of V comes from, or 0 where there is no connection. */
        private double factor(int entry) {
            boolean isMasked = entry % 4 == 2;
            boolean isInhibitory = entry % hiddenSize == 0;
            return isMasked ? 0 : isInhibitory ? -0.5 : 0.5;
        }
    }
}
