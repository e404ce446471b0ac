package io.ntk.api.cell;

import java.util.List;

/** A classical fourth-order Runge–Kutta step of a vector field, with the input held constant over the step. */
public final class Rk4Cell extends IntegratedCell {
    /**
     * Makes the cell.
     *
     * @param field the vector field
     * @param dt the time step, positive and finite
     */
    public Rk4Cell(VectorField field, double dt) {
        super(field, dt);
    }

    @Override
    public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
        A z = state.get(0);
        A start = math.scale(math.time(), dt);
        A middle = math.shift(start, dt / 2);
        A k1 = field.derivative(math, theta, start, input, z);
        A k2 = field.derivative(math, theta, middle, input, math.add(z, math.scale(k1, dt / 2)));
        A k3 = field.derivative(math, theta, middle, input, math.add(z, math.scale(k2, dt / 2)));
        A k4 = field.derivative(math, theta, math.shift(start, dt), input, math.add(z, math.scale(k3, dt)));
        A slope = math.add(math.add(k1, k4), math.scale(math.add(k2, k3), 2));
        return List.of(math.add(z, math.scale(slope, dt / 6)));
    }
}
