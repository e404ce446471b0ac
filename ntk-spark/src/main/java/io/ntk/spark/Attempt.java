package io.ntk.spark;

import io.ntk.api.NtkException;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a task results in, or why it is refused. A refusal is a value because Spark would take an exception for a fault of the machine, and
 * try again.
 *
 * @param <T> the result
 * @param result null if it is refused
 * @param refusal null if it is not
 */
record Attempt<T extends Serializable>(
        @Nullable T result, @Nullable NtkException refusal) implements Serializable {
    static <T extends Serializable> Attempt<T> of(Supplier<T> work) {
        try {
            return new Attempt<>(work.get(), null);
        } catch (NtkException e) {
            return new Attempt<>(null, e);
        }
    }

    /**
     * {@return the result}
     *
     * @throws NtkException if it is refused
     */
    T get() {
        if (refusal != null) {
            throw refusal;
        }
        return Objects.requireNonNull(result);
    }
}
