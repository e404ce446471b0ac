package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.ByteOrder;

/**
 * How the elements of an array are stored. Refused ones are known too: a file may hold arrays that nobody asks for, so an
 * array is refused when it is read, not when its file is opened.
 */
sealed interface Encoding {
    /** {@return the type's name for people} */
    String label();

    /** Numbers that are read. */
    record Numeric(ElementType type, ByteOrder order) implements Encoding {
        @Override
        public String label() {
            return type.label();
        }
    }

    /**
     * Anything else.
     *
     * @param what what the elements are, a noun in the plural
     * @param remedy what the user can do
     */
    record Refused(String label, String what, String remedy) implements Encoding {
        NtkException refusal(Origin origin) {
            return origin.refused(
                    ErrorId.UNSUPPORTED_DTYPE,
                    "has dtype " + Quoted.of(label) + ": " + what + ", which ntk does not read",
                    remedy);
        }
    }
}
