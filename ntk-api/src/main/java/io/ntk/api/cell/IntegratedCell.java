package io.ntk.api.cell;

/** A cell that integrates a vector field with a fixed time step. */
abstract class IntegratedCell implements Cell {
    final VectorField field;
    final double dt;

    IntegratedCell(VectorField field, double dt) {
        this.field = field;
        this.dt = TimeStep.check(dt);
    }

    @Override
    public final boolean hasEquationsOf(Cell other) {
        return getClass().equals(other.getClass())
                && other instanceof IntegratedCell cell
                && dt == cell.dt
                && field.getClass().equals(cell.field.getClass());
    }

    @Override
    public final ParameterLayout parameters(int inputSize, int hiddenSize) {
        return field.parameters(inputSize, hiddenSize);
    }
}
