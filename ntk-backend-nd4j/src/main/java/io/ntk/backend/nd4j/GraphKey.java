package io.ntk.backend.nd4j;

import io.ntk.api.Precision;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;

/**
 * What a graph depends on: everything but the numbers and the selection of parameters.
 *
 * @param model the model; cells are compared by identity unless they say otherwise
 * @param sizes every size but the number of differentiated parameters
 */
record GraphKey(RecurrentModel model, Sizes sizes, Precision precision, Factor factor) {
    static GraphKey of(Problem problem, Factor factor) {
        return new GraphKey(problem.model(), Sizes.of(problem).ofAllParameters(), problem.precision(), factor);
    }

    /** {@return how many steps the graph has: F needs one, for its steps do not depend on each other} */
    int steps() {
        return factor == Factor.ONE_STEP ? 1 : sizes.steps();
    }

    /** {@return the rows that the problem gives: trials, or trials and steps where every step is a row} */
    int usedRows() {
        return factor == Factor.ONE_STEP ? Math.multiplyExact(sizes.trials(), sizes.steps()) : sizes.trials();
    }

    /** {@return the rows of every array; a row is added to a single one, since matmul_bp refuses a product of two numbers} */
    int rows() {
        return Math.max(2, usedRows());
    }
}
