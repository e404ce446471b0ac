package io.ntk.tck.cell;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.VectorField;

/** dz/dt = tanh(z) W_hhᵀ + x W_ihᵀ + t wᵀ + b − z: a vector field that depends on time. */
public final class DrivenField implements VectorField {
    /** Makes the field. */
    public DrivenField() {}

    @Override
    public ParameterLayout parameters(int inputSize, int hiddenSize) {
        return ParameterLayout.builder()
                .weight("weight_hh", hiddenSize, hiddenSize)
                .weight("weight_ih", hiddenSize, inputSize)
                .weight("weight_time", hiddenSize, 1)
                .vector("bias", hiddenSize)
                .build();
    }

    @Override
    public <A> A derivative(CellMath<A> math, CellParameters<A> theta, A time, A input, A state) {
        A driven = math.add(theta.linear("weight_ih", input), theta.affine("weight_time", "bias", time));
        return math.subtract(math.add(theta.linear("weight_hh", math.tanh(state)), driven), state);
    }
}
