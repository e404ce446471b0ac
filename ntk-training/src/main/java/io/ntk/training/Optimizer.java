package io.ntk.training;

import java.util.List;

/** A rule that updates parameters from their gradient. Its state is a few vectors of the length of θ. */
interface Optimizer {
    /**
     * Updates the parameters.
     *
     * @param theta θ, overwritten
     * @param gradient ∂loss/∂θ
     * @param step the number of earlier updates
     */
    void update(double[] theta, double[] gradient, int step);

    /** {@return the state between updates: the vectors themselves, not copies} */
    List<double[]> memory();
}
