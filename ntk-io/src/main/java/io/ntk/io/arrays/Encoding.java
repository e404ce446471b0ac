package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.ByteOrder;

/**
 * How the elements of an array are stored. Unsupported encodings are represented too, because a file may hold arrays
 * that nobody reads: such an array is refused when it is read, not when its file is opened.
 */
sealed interface Encoding {
    /** {@return the name of the type in messages} */
    String label();

    /** Numbers of a supported type. */
    record Numeric(ElementType type, ByteOrder order) implements Encoding {
        @Override
        public String label() {
            return type.label();
        }
    }

    /**
     * Elements that ntk does not read.
     *
     * @param label the name of the type in the file
     * @param what a plural noun for the elements
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
