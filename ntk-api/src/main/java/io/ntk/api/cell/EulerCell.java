package io.ntk.api.cell;

import java.util.List;

/** Forward Euler over a vector field: z' = z + dt · f(z, t, x, θ), with t = dt · step. */
public final class EulerCell implements Cell {
    private final VectorField field;
    private final double dt;

    /**
     * Makes the cell.
     *
     * @param field the vector field
     * @param dt the time step, positive and finite
     */
    public EulerCell(VectorField field, double dt) {
        this.field = field;
        this.dt = TimeStep.check(dt);
    }

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return field.parameters(inputSize, hiddenSize);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A z = state.get(0);
        A slope = field.derivative(math, theta, math.scale(math.time(), dt), input, z);
        return List.of(math.add(z, math.scale(slope, dt)));
    }
}
