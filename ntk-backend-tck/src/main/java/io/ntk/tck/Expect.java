package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the contracts expect of numbers and of refusals. */
final class Expect {
    private Expect() {}

    /** {@return the largest error of a product, relative to its largest element, that rounding excuses} */
    static double tolerance(Precision precision) {
        return precision == Precision.FLOAT64 ? 1e-10 : 2e-4;
    }

    /** Fails unless no element is off by more than {@code tolerance} times the largest element expected. */
    static void close(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual.length).as("number of elements of %s", what).isEqualTo(expected.length);
        double largest = 0;
        int worst = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            // Written so that NaN is the worst of all.
            if (!(Math.abs(actual[i] - expected[i]) <= Math.abs(actual[worst] - expected[worst]))) {
                worst = i;
            }
        }
        double error = Math.abs(actual[worst] - expected[worst]);
        if (!(error <= tolerance * largest)) {
            fail(
                    "%s: element %d is %s instead of %s; the error is %.1e of the largest element, allowed is %.1e",
                    what, worst, actual[worst], expected[worst], error / largest, tolerance);
        }
    }

    /** The same for every column of a block. */
    static void close(String what, double[][] actual, double[][] expected, double tolerance) {
        assertThat(actual.length).as("number of columns of %s", what).isEqualTo(expected.length);
        for (int j = 0; j < expected.length; j++) {
            close(what + ", column " + j, actual[j], expected[j], tolerance);
        }
    }

    /** Fails unless the call throws an {@link NtkException} of that kind whose message names all those values. */
    static void refusal(String what, ErrorId id, ThrowingCallable call, Object... named) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).as(what).isInstanceOf(NtkException.class);
        NtkException refusal = (NtkException) thrown;
        assertThat(refusal.id())
                .as("%s: the kind of <%s>", what, refusal.getMessage())
                .isEqualTo(id);
        for (Object value : named) {
            assertThat(refusal.problem()).as("%s: the problem", what).contains(String.valueOf(value));
        }
        assertThat(refusal.remedy()).as("%s: the remedy", what).isNotBlank();
    }
}
