package io.ntk.io.pickle;

/** A pickle that breaks a rule of its format, or a limit. The message is a predicate without a full stop. */
public final class PickleException extends Exception {
    private static final long serialVersionUID = 1;

    PickleException(String message) {
        super(message);
    }
}
