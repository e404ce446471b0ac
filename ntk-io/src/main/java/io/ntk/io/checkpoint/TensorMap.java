package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.Quoted;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Which arrays of a file the user says that tensors are: {@code weight_hh=rnn.h2h.weight}. The right side is a name in the
 * file or in the chosen module, or a glob that matches one array, in which {@code *} stands for any characters.
 *
 * @param patterns the right sides by tensor, in the order given
 */
public record TensorMap(Map<String, String> patterns) {
    /** The initial value of the observed state part, as a tensor of its own. */
    public static final String INITIAL_STATE = "h0";

    /** No tensor is mapped. */
    public static final TensorMap NONE = new TensorMap(Map.of());

    /** Copies the entries. */
    public TensorMap {
        patterns = Collections.unmodifiableMap(new LinkedHashMap<>(patterns));
    }

    /**
     * Reads entries as users write them.
     *
     * @param entries each {@code TENSOR=NAME}
     * @return the map
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for other text, or a tensor that is mapped twice
     */
    public static TensorMap parse(List<String> entries) {
        Map<String, String> patterns = new LinkedHashMap<>();
        for (String entry : entries) {
            int sign = entry.indexOf('=');
            String tensor = entry.substring(0, Math.max(0, sign)).strip();
            String pattern = entry.substring(sign + 1).strip();
            if (tensor.isEmpty() || pattern.isEmpty()) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The mapping " + Quoted.of(entry) + " does not say which array a tensor is.",
                        "Write TENSOR=NAME, as in weight_hh=rnn.h2h.weight.");
            }
            put(patterns, tensor, pattern);
        }
        return new TensorMap(patterns);
    }

    private static void put(Map<String, String> patterns, String tensor, String pattern) {
        if (patterns.put(tensor, pattern) != null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Tensor " + Quoted.of(tensor) + " is mapped twice.",
                    "Map each tensor to one array.");
        }
    }

    /**
     * {@return the same map of tensors that are called otherwise}
     *
     * @param rename takes a tensor's name to its new name
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if two names become one
     */
    public TensorMap renamed(UnaryOperator<String> rename) {
        Map<String, String> renamed = new LinkedHashMap<>();
        patterns.forEach((tensor, pattern) -> put(renamed, rename.apply(tensor), pattern));
        return new TensorMap(renamed);
    }

    /** {@return the tensors that are mapped} */
    public Collection<String> tensors() {
        return patterns.keySet();
    }

    /**
     * {@return the right side of a tensor, if it is mapped}
     *
     * @param tensor its name
     */
    public Optional<String> pattern(String tensor) {
        return Optional.ofNullable(patterns.get(tensor));
    }
}
