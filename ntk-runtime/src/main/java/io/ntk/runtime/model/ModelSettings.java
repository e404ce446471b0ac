package io.ntk.runtime.model;

import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.io.checkpoint.TensorMap;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The settings of a model that its checkpoint does not contain, and what is observed and differentiated.
 *
 * @param cell the name of the cell
 * @param dt the time step of a continuous-time cell, if given
 * @param observable the observable
 * @param selection the parameter tensors to differentiate
 * @param h0 the array of h₀, the initial value of the observed state part, zero if absent; its shape is {@code [H]},
 *     {@code [B, H]} or PyTorch's {@code [L, B, H]}, in which B may be 1
 * @param c0 the array of c₀, the initial value of the other state part, zero if absent, with the same shapes; only
 *     cells with two state parts, such as lstm, have it
 * @param precision the precision of storage and products
 * @param keep the file of masks under the parameters' names, 1 for an element that is differentiated and 0 for one that is not; a
 *     tensor without mask is differentiated whole
 * @param equations what changes a cell that is an equation file
 * @param readout which readout the model is to have, if outputs are observed
 * @param map which arrays of the checkpoint tensors are, where the user says so
 * @param restriction which part of what is observed is looked at
 */
public record ModelSettings(
        String cell,
        OptionalDouble dt,
        Observable observable,
        ParameterSelection selection,
        Optional<ArrayReference> h0,
        Optional<ArrayReference> c0,
        Precision precision,
        Optional<ArrayReference> keep,
        EquationSettings equations,
        ReadoutRequest readout,
        TensorMap map,
        RestrictionSettings restriction) {

    /** With the cell as it is, a readout that is found, and tensors under their own names. */
    public ModelSettings(
            String cell,
            OptionalDouble dt,
            Observable observable,
            ParameterSelection selection,
            Optional<ArrayReference> h0,
            Optional<ArrayReference> c0,
            Precision precision,
            Optional<ArrayReference> keep) {
        this(
                cell,
                dt,
                observable,
                selection,
                h0,
                c0,
                precision,
                keep,
                EquationSettings.NONE,
                ReadoutRequest.FOUND,
                TensorMap.NONE,
                RestrictionSettings.NONE);
    }

    /**
     * Observes all states and differentiates all parameters, from a zero initial state in float32.
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
                Precision.FLOAT32,
                Optional.empty());
    }

    /**
     * {@return these settings with a time step}
     *
     * @param step the time step
     */
    public ModelSettings withDt(double step) {
        return new ModelSettings(
                cell,
                OptionalDouble.of(step),
                observable,
                selection,
                h0,
                c0,
                precision,
                keep,
                equations,
                readout,
                map,
                restriction);
    }

    /**
     * {@return these settings with another observable}
     *
     * @param what the observable
     */
    public ModelSettings withObservable(Observable what) {
        return new ModelSettings(
                cell, dt, what, selection, h0, c0, precision, keep, equations, readout, map, restriction);
    }

    /**
     * {@return these settings with another selection of parameters}
     *
     * @param which the selection
     */
    public ModelSettings withSelection(ParameterSelection which) {
        return new ModelSettings(
                cell, dt, observable, which, h0, c0, precision, keep, equations, readout, map, restriction);
    }

    /**
     * {@return these settings with an initial value of the observed state part}
     *
     * @param array the array of h₀
     */
    public ModelSettings withH0(ArrayReference array) {
        return new ModelSettings(
                cell,
                dt,
                observable,
                selection,
                Optional.of(array),
                c0,
                precision,
                keep,
                equations,
                readout,
                map,
                restriction);
    }

    /**
     * {@return these settings with an initial value of the other state part}
     *
     * @param array the array of c₀
     */
    public ModelSettings withC0(ArrayReference array) {
        return new ModelSettings(
                cell,
                dt,
                observable,
                selection,
                h0,
                Optional.of(array),
                precision,
                keep,
                equations,
                readout,
                map,
                restriction);
    }

    /**
     * {@return these settings with another precision}
     *
     * @param format the precision
     */
    public ModelSettings withPrecision(Precision format) {
        return new ModelSettings(
                cell, dt, observable, selection, h0, c0, format, keep, equations, readout, map, restriction);
    }

    /**
     * {@return these settings with masks of the elements that are differentiated}
     *
     * @param masks the file
     */
    public ModelSettings withKeep(ArrayReference masks) {
        return new ModelSettings(
                cell,
                dt,
                observable,
                selection,
                h0,
                c0,
                precision,
                Optional.of(masks),
                equations,
                readout,
                map,
                restriction);
    }

    /**
     * {@return these settings with changes to a cell that is an equation file}
     *
     * @param changes the changes
     */
    public ModelSettings withEquations(EquationSettings changes) {
        return new ModelSettings(
                cell, dt, observable, selection, h0, c0, precision, keep, changes, readout, map, restriction);
    }

    /**
     * {@return these settings with another readout}
     *
     * @param which the readout
     */
    public ModelSettings withReadout(ReadoutRequest which) {
        return new ModelSettings(
                cell, dt, observable, selection, h0, c0, precision, keep, equations, which, map, restriction);
    }

    /**
     * {@return these settings with tensors taken from where the user says}
     *
     * @param where the arrays by tensor
     */
    public ModelSettings withMap(TensorMap where) {
        return new ModelSettings(
                cell, dt, observable, selection, h0, c0, precision, keep, equations, readout, where, restriction);
    }

    /**
     * {@return these settings with a part of what is observed looked at}
     *
     * @param part the part
     */
    public ModelSettings withRestriction(RestrictionSettings part) {
        return new ModelSettings(
                cell, dt, observable, selection, h0, c0, precision, keep, equations, readout, map, part);
    }
}
