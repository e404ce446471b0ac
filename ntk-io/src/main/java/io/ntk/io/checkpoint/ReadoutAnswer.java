package io.ntk.io.checkpoint;

import io.ntk.api.NtkException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A readout that was found, or why there is none. */
public final class ReadoutAnswer {
    private final @Nullable FoundTensors found;
    private final @Nullable NtkException refusal;

    private ReadoutAnswer(@Nullable FoundTensors found, @Nullable NtkException refusal) {
        this.found = found;
        this.refusal = refusal;
    }

    static ReadoutAnswer of(FoundTensors found) {
        return new ReadoutAnswer(found, null);
    }

    static ReadoutAnswer refused(NtkException why) {
        return new ReadoutAnswer(null, why);
    }

    /** {@return {@code readout.weight [O, width]} and, if there is one, {@code readout.bias [O]}} */
    public Optional<FoundTensors> found() {
        return Optional.ofNullable(found);
    }

    /**
     * {@return the readout, which is needed}
     *
     * @throws NtkException if there is none, saying what was seen instead
     */
    public FoundTensors require() {
        if (found == null) {
            throw refusal == null ? new IllegalStateException("An answer is one of two") : refusal;
        }
        return found;
    }
}
