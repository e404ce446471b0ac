package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.cell.WeightMap;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A problem that any engine can differentiate, of which another one is a part: with O, E and S that have at most one entry in
 * a row, J = O J_plain S, P = O P_plain E and F = Eᵀ F_plain S.
 *
 * <p>The parameters of the plain problem are the tensors that the step uses. A state of parts of different widths is one part,
 * which a readout of zeros and ones observes. Outputs are a part of the state {@linkplain PackedCell one step late}, so that the plain
 * problem has a step more. A problem with a packed state has no restriction.
 */
final class PlainProblem {
    private final Problem original;
    private final Problem plain;
    private final @Nullable RowMap parameterMap;
    private final boolean isPacked;

    private PlainProblem(Problem original, Problem plain, @Nullable RowMap parameterMap, boolean isPacked) {
        this.original = original;
        this.plain = plain;
        this.parameterMap = parameterMap;
        this.isPacked = isPacked;
    }

    static PlainProblem of(Problem problem) {
        boolean isPacked = isPacked(problem);
        WeightMap weights = problem.model().weights();
        boolean isMapped = !weights.isIdentity()
                || problem.kept()
                        .filter(kept -> kept.count() < kept.layout().size())
                        .isPresent();
        if (!isPacked && !isMapped) {
            return new PlainProblem(problem, problem, null, false);
        }
        return new Builder(problem, weights, isPacked, isMapped).build();
    }

    /** {@return whether the state of the plain problem is one part in the place of several, or of one and outputs} */
    static boolean isPacked(Problem problem) {
        RecurrentModel model = problem.model();
        return model.stateWidths().stream().anyMatch(width -> width != model.hiddenSize())
                || (problem.observable().isOutput() && !model.readsObservedPart());
    }

    /** {@return whether the problem is plain itself} */
    boolean isSame() {
        return parameterMap == null && !isPacked;
    }

    Problem original() {
        return original;
    }

    Problem problem() {
        return plain;
    }

    /** {@return whether the state is one part} */
    boolean isPacked() {
        return isPacked;
    }

    /** {@return how many steps later what is observed of a step is observed in the plain problem} */
    int delay() {
        return plain.inputs().steps() - original.inputs().steps();
    }

    /** {@return S, from the parameters of the problem to those of the plain one, or null if they are the same} */
    @Nullable
    RowMap parameterMap() {
        return parameterMap;
    }

    /** {@return O, from what is observed of the plain problem, or null if it is the same} */
    @Nullable
    RowMap observationMap() {
        if (delay() == 0 || original.observable().isFinal()) {
            return null;
        }
        int width = original.model().observedSize(original.observable());
        int steps = original.inputs().steps();
        int[] sources = new int[Math.toIntExact(original.observedShape().size())];
        for (int i = 0; i < sources.length; i++) {
            int row = i / width;
            sources[i] = (row / steps * (steps + delay()) + row % steps + delay()) * width + i % width;
        }
        return new RowMap(Math.toIntExact(plain.observedShape().size()), sources, null);
    }

    /** {@return E, from perturbations of the dynamics to those of the plain problem, or null if they are the same} */
    @Nullable
    RowMap perturbationMap() {
        if (!isPacked) {
            return null;
        }
        int trials = original.inputs().trials();
        int steps = original.inputs().steps();
        int stateSize = original.model().stateSize();
        int size = width(original);
        int plainSize = width(plain);
        int[] sources = new int[Math.toIntExact(plain.perturbationShape().size())];
        Arrays.fill(sources, -1);
        for (int b = 0; b < trials; b++) {
            for (int t = 0; t < steps; t++) {
                for (int unit = 0; unit < size; unit++) {
                    int step = t + (unit < stateSize ? 0 : delay());
                    sources[(b * (steps + delay()) + step) * plainSize + unit] = (b * steps + t) * size + unit;
                }
            }
        }
        return new RowMap(Math.toIntExact(original.perturbationShape().size()), sources, null);
    }

    private static int width(Problem problem) {
        return problem.perturbationShape().axes().get(2).size();
    }

    /** {@return the tensors of the plain problem in the place of the differentiated parameters, if they are others} */
    Optional<UsedParameters> usedParameters() {
        return Optional.ofNullable(parameterMap)
                .map(map -> new UsedParameters(
                        plain.selectedLayout().renamed(PackedCell::unpacked), original.selectedLayout(), map));
    }

    private static final class Builder {
        private final Problem problem;
        private final RecurrentModel model;
        private final WeightMap weights;
        private final boolean isPacked;
        private final boolean isMapped;
        private final boolean hasOutputs;
        /** For each element of the used tensors the differentiated parameter that it is a function of, or −1. */
        private final int[] sources;

        Builder(Problem problem, WeightMap weights, boolean isPacked, boolean isMapped) {
            this.problem = problem;
            this.model = problem.model();
            this.weights = weights;
            this.isPacked = isPacked;
            this.isMapped = isMapped;
            this.hasOutputs = isPacked && problem.observable().isOutput();
            int[] positions = positions();
            this.sources = Arrays.stream(weights.sources())
                    .map(source -> source < 0 ? source : positions[source])
                    .toArray();
        }

        /** {@return for each element of θ its position among the differentiated parameters, or −1} */
        private int[] positions() {
            ParameterLayout layout = model.layout();
            ParameterLayout selected = problem.selectedLayout();
            Optional<KeptEntries> kept = problem.kept();
            int[] positions = new int[layout.size()];
            for (ParameterTensor tensor : layout.tensors()) {
                boolean isSelected = selected.contains(tensor.name());
                int to = isSelected ? selected.tensor(tensor.name()).offset() : 0;
                for (int i = 0; i < tensor.size(); i++) {
                    int index = tensor.offset() + i;
                    boolean isKept = kept.isEmpty() || kept.get().isKept(index);
                    positions[index] = isSelected && isKept ? to + i : -1;
                }
            }
            return positions;
        }

        PlainProblem build() {
            double[] theta = problem.parameters().toArray();
            double[] values = finite(weights.values(theta), "value");
            RecurrentModel plainModel = isPacked ? packed() : plain();
            Problem plain = new Problem(
                    plainModel,
                    Parameters.of(plainModel.layout(), isPacked ? withSelection(values, plainModel) : values),
                    hasOutputs ? withOneStepMore(problem.inputs()) : problem.inputs(),
                    hasOutputs ? widened(plainModel.stateSize()) : problem.initialState(),
                    observable(),
                    selection(),
                    problem.precision(),
                    Optional.empty(),
                    problem.restriction());
            return new PlainProblem(problem, plain, isMapped ? map(plain, theta) : null, isPacked);
        }

        private RecurrentModel plain() {
            return weights.isIdentity()
                    ? model
                    : new RecurrentModel(
                            model.name(),
                            new PlainCell(model.cell()),
                            model.inputSize(),
                            model.hiddenSize(),
                            model.readout());
        }

        /** The model whose state is one part, with a readout of what is observed of it. */
        private RecurrentModel packed() {
            int observed = model.observedSize(problem.observable());
            return new RecurrentModel(
                    model.name(),
                    new PackedCell(model, hasOutputs),
                    model.inputSize(),
                    model.stateSize() + (hasOutputs ? observed : 0),
                    Optional.of(new Readout(observed, false)));
        }

        private double[] withSelection(double[] values, RecurrentModel plainModel) {
            double[] all = Arrays.copyOf(values, plainModel.layout().size());
            ParameterTensor readout = plainModel.layout().tensor(Readout.WEIGHT);
            int first = hasOutputs ? model.stateSize() : observedFrom();
            for (int i = 0; i < readout.rows(); i++) {
                all[readout.offset() + i * readout.columns() + first + i] = 1;
            }
            return all;
        }

        private int observedFrom() {
            return model.stateWidths().subList(0, model.cell().observedPart()).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
        }

        private Observable observable() {
            if (!isPacked) {
                return problem.observable();
            }
            return problem.observable().isFinal() ? Observable.FINAL_OUTPUT : Observable.OUTPUTS;
        }

        /** The outputs of the last step are those before a step that follows; what it reads and where it leads is not seen. */
        private static Inputs withOneStepMore(Inputs inputs) {
            int steps = inputs.steps();
            int row = inputs.size();
            double[] x = inputs.toArray();
            double[] longer = new double[Math.toIntExact((long) inputs.trials() * (steps + 1) * row)];
            for (int b = 0; b < inputs.trials(); b++) {
                System.arraycopy(x, b * steps * row, longer, b * (steps + 1) * row, steps * row);
                System.arraycopy(x, ((b + 1) * steps - 1) * row, longer, ((b + 1) * (steps + 1) - 1) * row, row);
            }
            return Inputs.of(inputs.trials(), steps + 1, row, longer);
        }

        private InitialState widened(int size) {
            int trials = problem.inputs().trials();
            double[] state = new double[Math.multiplyExact(trials, size)];
            for (int b = 0; b < trials; b++) {
                for (int unit = 0; unit < model.stateSize(); unit++) {
                    state[b * size + unit] = problem.initialState().get(b, unit);
                }
            }
            return InitialState.of(trials, size, state);
        }

        /** The used tensors that depend on a differentiated parameter; where none does, one whose derivative is then zero. */
        private ParameterSelection selection() {
            List<String> names = new ArrayList<>();
            for (ParameterTensor tensor : weights.used().tensors()) {
                boolean depends = Arrays.stream(sources, tensor.offset(), tensor.offset() + tensor.size())
                        .anyMatch(source -> source >= 0);
                if (depends) {
                    names.add(isPacked ? PackedCell.packed(tensor.name()) : tensor.name());
                }
            }
            return ParameterSelection.of(
                    names.isEmpty() ? List.of(weights.used().names().get(0)) : names);
        }

        private RowMap map(Problem plain, double[] theta) {
            double[] all = finite(weights.slopes(theta), "derivative");
            ParameterLayout selected = plain.selectedLayout();
            int[] from = new int[selected.size()];
            double[] slopes = new double[selected.size()];
            for (ParameterTensor tensor : selected.tensors()) {
                int offset = weights.used()
                        .tensor(PackedCell.unpacked(tensor.name()))
                        .offset();
                for (int i = 0; i < tensor.size(); i++) {
                    from[tensor.offset() + i] = sources[offset + i];
                    slopes[tensor.offset() + i] = sources[offset + i] < 0 ? 0 : all[offset + i];
                }
            }
            return new RowMap(problem.selectedLayout().size(), from, slopes);
        }

        private double[] finite(double[] numbers, String what) {
            double largest = problem.precision() == Precision.FLOAT32 ? Float.MAX_VALUE : Double.MAX_VALUE;
            int[] trained = weights.sources();
            for (ParameterTensor tensor : weights.used().tensors()) {
                for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                    if (!(Math.abs(numbers[i]) <= largest)) {
                        throw new NtkException(
                                ErrorId.NON_FINITE,
                                "The " + what + " of weight '" + tensor.name() + "'" + madeOf(trained[i]) + " is "
                                        + numbers[i] + " at index " + (i - tensor.offset()) + ".",
                                "Check the checkpoint, and the function that makes the weight.");
                    }
                }
            }
            return numbers;
        }

        private String madeOf(int source) {
            return model.layout().tensors().stream()
                    .filter(tensor -> source >= tensor.offset() && source < tensor.offset() + tensor.size())
                    .findFirst()
                    .map(tensor -> ", made of parameter tensor '" + tensor.name() + "',")
                    .orElse("");
        }
    }
}
