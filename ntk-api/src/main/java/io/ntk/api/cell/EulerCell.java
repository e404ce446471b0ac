package io.ntk.api.cell;

import java.util.List;

/** A forward Euler step of a vector field: z' = z + dt · f(z, t, x, θ), with t = dt · step. */
public final class EulerCell extends IntegratedCell {
    /**
     * Makes the cell.
     *
     * @param field the vector field
     * @param dt the time step, positive and finite
     */
    public EulerCell(VectorField field, double dt) {
        super(field, dt);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A z = state.get(0);
        A slope = field.derivative(math, theta, math.scale(math.time(), dt), input, z);
        return List.of(math.add(z, math.scale(slope, dt)));
    }
}
