package io.ntk.backend.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What single steps have in k vectors that are rows of an array, as views {@code [trials, k, width]}.
 *
 * @param sizes of the problem
 * @param vectors {@code [columns of the block, n]}, n the size of what is observed or of a perturbation
 * @param column the first of the k vectors
 * @param k how many
 */
record StepViews(Sizes sizes, INDArray vectors, int column, int k) {
    /** {@return what is observed at a step, which must be observed} */
    INDArray observed(int step) {
        return view(sizes.observedSteps(), sizes.observed(), sizes.observedIndex(step), 0, sizes.observed());
    }

    /** {@return a part of a step's perturbation, the outputs' part after those of the state} */
    INDArray perturbation(int step, int part) {
        int width = part < sizes.parts() ? sizes.hidden() : sizes.observed();
        return view(sizes.steps(), sizes.perturbation(), step, part * sizes.hidden(), width);
    }

    private INDArray view(int steps, int stride, int step, int from, int width) {
        long trial = (long) steps * stride;
        long vector = trial * sizes.trials();
        return Views.of(
                vectors,
                column * vector + (long) step * stride + from,
                new long[] {sizes.trials(), k, width},
                trial,
                vector,
                1);
    }
}
