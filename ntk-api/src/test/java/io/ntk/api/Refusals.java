package io.ntk.api;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests expect of a call that a user got wrong. */
public final class Refusals {
    private Refusals() {}

    /** Fails unless the call throws an {@link NtkException} of that kind with exactly that message. */
    public static void assertRefused(ErrorId id, String message, ThrowingCallable call) {
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(call)
                .withMessage(message)
                .returns(id, NtkException::id);
    }
}
