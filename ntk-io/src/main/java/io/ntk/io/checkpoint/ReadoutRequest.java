package io.ntk.io.checkpoint;

import java.util.Optional;

/**
 * Which readout a model is to have.
 *
 * @param taken whether there is to be one
 * @param name the array or the module that it is, in the file; empty if it is to be found
 */
public record ReadoutRequest(boolean taken, Optional<String> name) {
    /** The only weight that can be the readout's. */
    public static final ReadoutRequest FOUND = new ReadoutRequest(true, Optional.empty());

    /** No readout. */
    public static final ReadoutRequest NONE = new ReadoutRequest(false, Optional.empty());

    /**
     * {@return what a user asks for}
     *
     * @param text {@code none}, or the name of an array or a module
     */
    public static ReadoutRequest parse(String text) {
        return text.equals("none") ? NONE : new ReadoutRequest(true, Optional.of(text));
    }
}
