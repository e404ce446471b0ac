package io.ntk.backend.nd4j;

import io.ntk.api.spi.Factor;

/**
 * The elements of a vector that make up one array of a graph: {@code rows} rows of {@code width} elements, the first at
 * {@code start}, {@code stride} apart.
 */
record Region(int start, int stride, int rows, int width) {
    /** {@return the place in a vector of a shown value, by its index in {@link UnrolledModel#shown}} */
    static Region shown(GraphKey key, int index) {
        Sizes sizes = key.sizes();
        if (key.factor() == Factor.ONE_STEP) {
            int width = index < sizes.parts() ? sizes.hidden() : sizes.observed();
            return new Region(index * sizes.hidden(), sizes.perturbation(), key.usedRows(), width);
        }
        return new Region(
                index * sizes.observed(), sizes.observedSteps() * sizes.observed(), sizes.trials(), sizes.observed());
    }

    /** {@return the place in a vector of a part of a step's perturbation, the outputs' part after those of the state} */
    static Region perturbation(GraphKey key, int step, int part) {
        Sizes sizes = key.sizes();
        int width = part < sizes.parts() ? sizes.hidden() : sizes.observed();
        return new Region(
                step * sizes.perturbation() + part * sizes.hidden(),
                sizes.steps() * sizes.perturbation(),
                sizes.trials(),
                width);
    }

    /** {@return the region as an array of {@code total} rows, those that the vector does not have being zero} */
    double[] gather(double[] vector, int total) {
        double[] dense = new double[total * width];
        for (int r = 0; r < rows; r++) {
            System.arraycopy(vector, start + r * stride, dense, r * width, width);
        }
        return dense;
    }

    /** Writes an array into the region; rows that the vector does not have are left out. */
    void scatter(double[] dense, double[] vector) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(dense, r * width, vector, start + r * stride, width);
        }
    }
}
