package io.ntk.api.spi;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model's step on its whole state as one part. Where outputs are observed, the outputs before the step stand beside the state
 * after it: those of step t are functions of the state s_t that step t + 1 starts from, so that a perturbation of s_t reaches
 * them.
 *
 * @param name the cell's name
 * @param cell the cell
 * @param inputSize I
 * @param hiddenSize H
 * @param readout the model's readout, if it has one
 * @param hasOutputs whether outputs stand beside the state
 */
record PackedCell(String name, Cell cell, int inputSize, int hiddenSize, OptionalReadout readout, boolean hasOutputs)
        implements Cell {
    /** What comes before the names of the model's own readout: the packed model has another one under those names. */
    private static final String PREFIX = "own:";

    /** A readout, serializable. */
    record OptionalReadout(int outputSize, boolean bias) implements java.io.Serializable {
        static OptionalReadout of(Optional<Readout> readout) {
            return new OptionalReadout(
                    readout.map(Readout::outputSize).orElse(0),
                    readout.map(Readout::bias).orElse(false));
        }

        Optional<Readout> get() {
            return outputSize == 0 ? Optional.empty() : Optional.of(new Readout(outputSize, bias));
        }
    }

    PackedCell(RecurrentModel model, boolean hasOutputs) {
        this(
                model.name(),
                model.cell(),
                model.inputSize(),
                model.hiddenSize(),
                OptionalReadout.of(model.readout()),
                hasOutputs);
    }

    private RecurrentModel model() {
        return new RecurrentModel(name, cell, inputSize, hiddenSize, readout.get());
    }

    /** {@return the name of a tensor of the model here} */
    static String packed(String name) {
        return name.equals(Readout.WEIGHT) || name.equals(Readout.BIAS) ? PREFIX + name : name;
    }

    /** {@return the name of a tensor in the model} */
    static String unpacked(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    @Override
    public ParameterLayout parameters(int inputs, int size) {
        return model().weights().used().renamed(PackedCell::packed);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        RecurrentModel model = model();
        CellParameters<A> own = theta.renamed(PackedCell::packed);
        List<A> parts = new ArrayList<>();
        int from = 0;
        for (int width : model.stateWidths()) {
            parts.add(math.slice(state.get(0), from, from + width));
            from += width;
        }
        List<A> next = new ArrayList<>(model.step(math, own, input, parts));
        if (hasOutputs) {
            next.add(model.output(math, own, model.read(math, own, parts)));
        }
        return List.of(math.concat(next));
    }
}
