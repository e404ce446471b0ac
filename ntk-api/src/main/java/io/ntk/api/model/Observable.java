package io.ntk.api.model;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.Locale;

/** The tensor whose derivative with respect to θ defines the kernel. */
public enum Observable {
    /** z at every step, {@code [B, T, H]}. */
    STATES,
    /** z at the last step, {@code [B, H]}. */
    FINAL_STATE,
    /** The readout's y at every step, {@code [B, T, O]}. */
    OUTPUTS,
    /** The readout's y at the last step, {@code [B, O]}. */
    FINAL_OUTPUT;

    /** {@return whether this is the readout's output rather than the state} */
    public boolean isOutput() {
        return this == OUTPUTS || this == FINAL_OUTPUT;
    }

    /** {@return whether only the last step is observed} */
    public boolean isFinal() {
        return this == FINAL_STATE || this == FINAL_OUTPUT;
    }

    /** {@return the name that users write, such as {@code final-state}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads an observable as users write it.
     *
     * @param label {@code states}, {@code final-state}, {@code outputs} or {@code final-output}
     * @return the observable
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static Observable parse(String label) {
        for (Observable observable : values()) {
            if (observable.label().equals(label)) {
                return observable;
            }
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "Observable '" + label + "' is not known.",
                ClosestName.remedy(
                        label, Arrays.stream(values()).map(Observable::label).toList()));
    }
}
