package io.ntk.examples.cell;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.Rk4Cell;
import io.ntk.api.cell.StackedCell;

/** {@code neural_ode}: a {@link NeuralField} with one classical Runge–Kutta step for each input. */
public final class NeuralOde implements CellProvider {
    private static final double DEFAULT_DT = 0.1;

    /** For {@link java.util.ServiceLoader}. */
    public NeuralOde() {}

    @Override
    public String name() {
        return "neural_ode";
    }

    @Override
    public String description() {
        return "neural ODE by RK4, dz/dt = W₂ tanh(W₁ z + U x + b₁) + b₂, dt = " + DEFAULT_DT + " unless given";
    }

    @Override
    public Cell create(CellOptions options) {
        if (options.bias().isPresent()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell 'neural_ode' was given a choice of biases.",
                    "Leave it out: the field always has offsets.");
        }
        return StackedCell.of(new Rk4Cell(new NeuralField(), options.dt().orElse(DEFAULT_DT)), options.layers());
    }
}
