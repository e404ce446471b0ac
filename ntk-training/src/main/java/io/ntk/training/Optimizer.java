package io.ntk.training;

import java.util.List;

/** A rule that changes parameters by their gradient. Its state is a few vectors as long as θ. */
interface Optimizer {
    /**
     * Changes the parameters.
     *
     * @param theta θ, overwritten
     * @param gradient ∂loss/∂θ
     * @param step how many updates were made before, from 0
     */
    void update(double[] theta, double[] gradient, int step);

    /** {@return what it remembers between updates: the vectors themselves, not copies} */
    List<double[]> memory();
}
