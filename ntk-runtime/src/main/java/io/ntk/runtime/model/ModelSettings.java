package io.ntk.runtime.model;

import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.io.arrays.ArrayReference;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a checkpoint does not say about a model, and what is asked of it.
 *
 * @param cell the name of the cell
 * @param dt the time step of a continuous-time cell, if given
 * @param observable what is observed
 * @param selection which parameter tensors are differentiated
 * @param h0 where the initial observed state part h₀ is, zero if nowhere: {@code [H]}, {@code [B, H]} or PyTorch's
 *     {@code [L, B, H]}, in which B may be 1
 * @param c0 where the initial value c₀ of the other state part is, zero if nowhere; of the same shapes. Only cells
 *     with two state parts, such as lstm, have it
 * @param precision the precision of storage and products
 */
public record ModelSettings(
        String cell,
        OptionalDouble dt,
        Observable observable,
        ParameterSelection selection,
        Optional<ArrayReference> h0,
        Optional<ArrayReference> c0,
        Precision precision) {

    /**
     * All states, all parameters, zero initial state, float32.
     *
     * @param cell the name of the cell
     */
    public ModelSettings(String cell) {
        this(
                cell,
                OptionalDouble.empty(),
                Observable.STATES,
                ParameterSelection.all(),
                Optional.empty(),
                Optional.empty(),
                Precision.FLOAT32);
    }

    /**
     * {@return the same with a time step}
     *
     * @param step the time step
     */
    public ModelSettings withDt(double step) {
        return new ModelSettings(cell, OptionalDouble.of(step), observable, selection, h0, c0, precision);
    }

    /**
     * {@return the same with something else observed}
     *
     * @param what the observable
     */
    public ModelSettings withObservable(Observable what) {
        return new ModelSettings(cell, dt, what, selection, h0, c0, precision);
    }

    /**
     * {@return the same with other parameters differentiated}
     *
     * @param which the selection
     */
    public ModelSettings withSelection(ParameterSelection which) {
        return new ModelSettings(cell, dt, observable, which, h0, c0, precision);
    }

    /**
     * {@return the same with an initial observed state part}
     *
     * @param array where h₀ is
     */
    public ModelSettings withH0(ArrayReference array) {
        return new ModelSettings(cell, dt, observable, selection, Optional.of(array), c0, precision);
    }

    /**
     * {@return the same with an initial value of the other state part}
     *
     * @param array where c₀ is
     */
    public ModelSettings withC0(ArrayReference array) {
        return new ModelSettings(cell, dt, observable, selection, h0, Optional.of(array), precision);
    }

    /**
     * {@return the same in another precision}
     *
     * @param format the precision
     */
    public ModelSettings withPrecision(Precision format) {
        return new ModelSettings(cell, dt, observable, selection, h0, c0, format);
    }
}
