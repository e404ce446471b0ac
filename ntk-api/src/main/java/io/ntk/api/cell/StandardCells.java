package io.ntk.api.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;
import java.util.Set;

/** The providers of the cells that come with ntk, found by their names through {@link java.util.ServiceLoader}. */
public final class StandardCells {
    private StandardCells() {}

    /** Refuses a time step for a discrete-time cell, which would otherwise ignore it. */
    private static Cell discrete(String name, CellOptions options, Cell cell) {
        if (options.dt().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + name + "' was given dt = " + options.dt().getAsDouble()
                            + ", but it is a map in discrete time.",
                    "Leave dt out, or choose a continuous-time cell such as leaky.");
        }
        return StackedCell.of(cell, options.layers());
    }

    /** {@return whether a network has one of the biases} */
    private static boolean has(String bias, CellOptions options) {
        return options.bias().orElse(true) && !options.absent().contains(bias);
    }

    /** {@code rnn_tanh}. */
    public static final class RnnTanh implements CellProvider {
        @Override
        public String name() {
            return "rnn_tanh";
        }

        @Override
        public List<String> aliases() {
            return List.of("rnn");
        }

        @Override
        public String description() {
            return "h' = tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), as torch.nn.RNN";
        }

        @Override
        public Set<String> optionalTensors() {
            return GateLayout.OPTIONAL;
        }

        @Override
        public Cell create(CellOptions options) {
            return discrete(
                    name(),
                    options,
                    new RnnCell(
                            RnnCell.Activation.TANH,
                            has(GateLayout.BIAS_IH, options),
                            has(GateLayout.BIAS_HH, options)));
        }
    }

    /** {@code rnn_relu}. */
    public static final class RnnRelu implements CellProvider {
        @Override
        public String name() {
            return "rnn_relu";
        }

        @Override
        public String description() {
            return "h' = relu(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), as torch.nn.RNN with nonlinearity='relu'";
        }

        @Override
        public Set<String> optionalTensors() {
            return GateLayout.OPTIONAL;
        }

        @Override
        public Cell create(CellOptions options) {
            return discrete(
                    name(),
                    options,
                    new RnnCell(
                            RnnCell.Activation.RELU,
                            has(GateLayout.BIAS_IH, options),
                            has(GateLayout.BIAS_HH, options)));
        }
    }

    /** {@code gru}. */
    public static final class Gru implements CellProvider {
        @Override
        public String name() {
            return "gru";
        }

        @Override
        public String description() {
            return "gated recurrent unit, as torch.nn.GRU (gates r, z, n)";
        }

        @Override
        public Set<String> optionalTensors() {
            return GateLayout.OPTIONAL;
        }

        @Override
        public Cell create(CellOptions options) {
            return discrete(
                    name(), options, new GruCell(has(GateLayout.BIAS_IH, options), has(GateLayout.BIAS_HH, options)));
        }
    }

    /** {@code lstm}. */
    public static final class Lstm implements CellProvider {
        @Override
        public String name() {
            return "lstm";
        }

        @Override
        public String description() {
            return "long short-term memory, as torch.nn.LSTM (gates i, f, g, o; h is observed)";
        }

        @Override
        public Set<String> optionalTensors() {
            return GateLayout.OPTIONAL;
        }

        @Override
        public Cell create(CellOptions options) {
            return discrete(
                    name(), options, new LstmCell(has(GateLayout.BIAS_IH, options), has(GateLayout.BIAS_HH, options)));
        }
    }

    /** {@code leaky}. */
    public static final class Leaky implements CellProvider {
        /** The default time step. */
        private static final double DEFAULT_DT = 0.1;

        @Override
        public String name() {
            return "leaky";
        }

        @Override
        public String description() {
            return "leaky rate network, h' = (1 − dt) h + dt (tanh(h) W_hhᵀ + x W_ihᵀ), dt = 0.1 unless given";
        }

        @Override
        public String readoutOf() {
            return "the state itself, not tanh of it";
        }

        @Override
        public Cell create(CellOptions options) {
            LeakyField field = new LeakyField(options.bias().orElse(false));
            return StackedCell.of(new EulerCell(field, options.dt().orElse(DEFAULT_DT)), options.layers());
        }
    }
}
