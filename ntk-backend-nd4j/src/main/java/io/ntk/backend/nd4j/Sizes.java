package io.ntk.backend.nd4j;

import io.ntk.api.model.Observable;
import io.ntk.api.spi.Problem;

/**
 * The sizes of a problem.
 *
 * @param trials B
 * @param steps T
 * @param input I
 * @param hidden H
 * @param parts the number of state parts
 * @param observedPart the state part that is observed
 * @param observed the width of what is observed
 * @param perturbation the width of a perturbation of one step
 * @param parameters the number of differentiated parameters
 * @param observable what is observed
 */
record Sizes(
        int trials,
        int steps,
        int input,
        int hidden,
        int parts,
        int observedPart,
        int observed,
        int perturbation,
        int parameters,
        Observable observable) {
    static Sizes of(Problem problem) {
        int observed = problem.model().observedSize(problem.observable());
        return new Sizes(
                problem.inputs().trials(),
                problem.inputs().steps(),
                problem.model().inputSize(),
                problem.model().hiddenSize(),
                problem.model().cell().stateParts(),
                problem.model().cell().observedPart(),
                observed,
                problem.model().stateSize() + (problem.observable().isOutput() ? observed : 0),
                problem.selectedLayout().size(),
                problem.observable());
    }

    /** {@return the same sizes, whatever is differentiated} */
    Sizes ofAllParameters() {
        return new Sizes(trials, steps, input, hidden, parts, observedPart, observed, perturbation, 0, observable);
    }

    /** {@return whether a step's value is observed} */
    boolean isObserved(int step) {
        return !observable.isFinal() || step == steps - 1;
    }

    /** {@return the number of observed steps} */
    int observedSteps() {
        return observable.isFinal() ? 1 : steps;
    }

    /** {@return the place of an observed step among the observed steps} */
    int observedIndex(int step) {
        return observable.isFinal() ? 0 : step;
    }
}
