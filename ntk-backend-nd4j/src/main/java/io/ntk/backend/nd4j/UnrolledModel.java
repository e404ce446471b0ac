package io.ntk.backend.nd4j;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Factor;
import java.util.ArrayList;
import java.util.List;

/**
 * A model run over the steps of a graph, on any array type.
 *
 * @param states the parts of the state after each step
 * @param shown the values that the derivative is of, in the order of {@link Region#shown}
 * @param <A> the array type
 */
record UnrolledModel<A>(List<List<A>> states, List<A> shown) {
    /**
     * Where the arrays of a graph come from.
     *
     * @param <A> the array type
     */
    interface Source<A> {
        /** Begins a step, from which on {@link CellMath#time} is that step's. */
        void begin(int step);

        /** {@return x at a step} */
        A input(int step);

        /** {@return a part of the state before the first step} */
        A initial(int part);

        /** {@return the observed state part to which the readout is applied when steps do not depend on each other} */
        A observedState();

        /** {@return a value with the perturbation of that step and part added} */
        A perturbed(A value, int step, int part);
    }

    static <A> UnrolledModel<A> of(GraphKey key, CellMath<A> math, CellParameters<A> theta, Source<A> source) {
        RecurrentModel model = key.model();
        Sizes sizes = key.sizes();
        boolean perturbed = key.factor() == Factor.PROPAGATION;
        boolean output = sizes.observable().isOutput();
        List<A> state = new ArrayList<>();
        for (int part = 0; part < sizes.parts(); part++) {
            state.add(source.initial(part));
        }
        List<List<A>> states = new ArrayList<>();
        List<A> shown = new ArrayList<>();
        for (int t = 0; t < key.steps(); t++) {
            source.begin(t);
            List<A> next = new ArrayList<>(model.step(math, theta, source.input(t), state));
            if (perturbed) {
                for (int part = 0; part < next.size(); part++) {
                    next.set(part, source.perturbed(next.get(part), t, part));
                }
            }
            state = next;
            states.add(state);
            if (key.factor() == Factor.ONE_STEP) {
                shown.addAll(state);
                if (output) {
                    shown.add(model.output(math, theta, source.observedState()));
                }
            } else if (sizes.isObserved(t)) {
                A observed = state.get(sizes.observedPart());
                A value = output ? model.output(math, theta, observed) : observed;
                shown.add(perturbed && output ? source.perturbed(value, t, sizes.parts()) : value);
            }
        }
        return new UnrolledModel<>(states, shown);
    }
}
