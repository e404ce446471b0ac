package io.ntk.api.cell;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The layout of named tensors, one after the other, in the parameter vector θ. It is immutable. */
public final class ParameterLayout {
    private final Map<String, ParameterTensor> tensors;
    private final int size;

    private ParameterLayout(Map<String, ParameterTensor> tensors, int size) {
        this.tensors = tensors;
        this.size = size;
    }

    /** {@return a builder without tensors} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the tensors in the order of θ} */
    public List<ParameterTensor> tensors() {
        return List.copyOf(tensors.values());
    }

    /** {@return the names in the order of θ} */
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    /** {@return the number of parameters M} */
    public int size() {
        return size;
    }

    /**
     * {@return whether a tensor with the name exists}
     *
     * @param name a name
     */
    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /**
     * Finds a tensor by name.
     *
     * @param name a name
     * @return its offset and shape
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} if there is none
     */
    public ParameterTensor tensor(String name) {
        ParameterTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new NtkException(
                    ErrorId.UNKNOWN_PARAMETER,
                    "Parameter tensor '" + name + "' does not exist.",
                    ClosestName.remedy(name, tensors.keySet()));
        }
        return tensor;
    }

    /**
     * {@return the layout of some of the tensors, packed, in the same order}
     *
     * @param keep selects the names to keep
     */
    public ParameterLayout filter(Predicate<String> keep) {
        Builder builder = builder();
        tensors.values().stream()
                .filter(tensor -> keep.test(tensor.name()))
                .forEach(tensor -> builder.add(tensor.name(), tensor.shape()));
        return builder.build();
    }

    /**
     * {@return the same tensors under other names}
     *
     * @param rename maps each name to its new name
     */
    public ParameterLayout renamed(UnaryOperator<String> rename) {
        Builder builder = builder();
        tensors.values().forEach(tensor -> builder.add(rename.apply(tensor.name()), tensor.shape()));
        return builder.build();
    }

    /**
     * {@return this layout followed by another}
     *
     * @param next the layout to append, with distinct names
     */
    public ParameterLayout followedBy(ParameterLayout next) {
        Builder builder = builder();
        tensors.values().forEach(tensor -> builder.add(tensor.name(), tensor.shape()));
        next.tensors.values().forEach(tensor -> builder.add(tensor.name(), tensor.shape()));
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterLayout layout && tensors().equals(layout.tensors());
    }

    @Override
    public int hashCode() {
        return tensors().hashCode();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        tensors.values().forEach(tensor -> parts.add(tensor.name() + tensor.shape()));
        return String.join(", ", parts);
    }

    /** Collects tensors in the order of θ. */
    public static final class Builder {
        private final Map<String, ParameterTensor> tensors = new LinkedHashMap<>();
        private int size;

        private Builder() {}

        /**
         * {@return this builder, with a weight {@code [out, in]} added}
         *
         * @param name a new name
         * @param out rows
         * @param in columns
         */
        public Builder weight(String name, int out, int in) {
            return add(name, List.of(out, in));
        }

        /**
         * {@return this builder, with a vector {@code [out]} added}
         *
         * @param name a new name
         * @param out the length of the vector
         */
        public Builder vector(String name, int out) {
            return add(name, List.of(out));
        }

        private Builder add(String name, List<Integer> shape) {
            if (shape.stream().anyMatch(length -> length < 1)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Parameter tensor '" + name + "' has shape " + shape + ".",
                        "Every size must be at least 1.");
            }
            if (tensors.containsKey(name)) {
                throw new NtkException(
                        ErrorId.CELL_DEFINITION,
                        "Parameter tensor '" + name + "' is declared twice.",
                        "Give every tensor of a layout its own name.");
            }
            ParameterTensor tensor = new ParameterTensor(name, shape, size);
            tensors.put(name, tensor);
            size = Math.addExact(size, tensor.size());
            return this;
        }

        /** {@return the layout} */
        public ParameterLayout build() {
            return new ParameterLayout(new LinkedHashMap<>(tensors), size);
        }
    }
}
