package io.ntk.io.checkpoint;

import io.ntk.io.arrays.ArrayInfo;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A matrix that is called like the weight of a linear layer.
 *
 * @param array the matrix
 * @param name what its name says
 */
record LinearWeight(ArrayInfo array, LinearName name) {
    /** A part of a path that says that rows of a weight are looked up rather than multiplied. */
    private static final Pattern EMBEDDING =
            Pattern.compile("(?i)embed|(?:^|[._/])(?:emb|wte|wpe|lookup)(?:$|[._/])|_emb");
    /** The state of an optimizer repeats the names of the weights. */
    private static final Pattern OPTIMIZER = Pattern.compile("(?i)(?:^|[./])opt(?:imi[sz]|_state|im[./])");

    /**
     * Chooses among arrays.
     *
     * @param names their names
     * @param info describes an array
     */
    static Stream<LinearWeight> among(Collection<String> names, Function<String, ArrayInfo> info) {
        Set<String> all = new HashSet<>(names);
        return names.stream()
                .flatMap(name -> LinearName.of(name)
                        .filter(linear -> !linear.layer().isEmpty())
                        .filter(linear -> !OPTIMIZER.matcher(name).find())
                        .filter(linear -> !isOfRecurrentLayer(linear, all, info))
                        .map(linear -> new LinearWeight(info.apply(name), linear))
                        .filter(weight -> weight.array.shape().size() == 2)
                        .stream());
    }

    /** {@return whether a kernel of Keras is that of a recurrent layer, whose second array is a matrix rather than a bias} */
    private static boolean isOfRecurrentLayer(LinearName linear, Set<String> names, Function<String, ArrayInfo> info) {
        String layer = linear.layer();
        return linear.layout() == LinearName.Layout.IN_OUT
                && (names.contains(layer + "/recurrent_kernel")
                        || names.contains(layer + "/recurrent_kernel:0")
                        || (names.contains(linear.bias())
                                && info.apply(linear.bias()).shape().size() != 1));
    }

    /** {@return what {@code --readout} calls it} */
    String layer() {
        LinearName inFile = LinearName.of(array.name()).orElse(name);
        return inFile.layer();
    }

    boolean reads(long width) {
        return switch (name.layout()) {
            case OUT_IN -> array.shape().get(1) == width;
            case IN_OUT -> array.shape().get(0) == width;
            case UNTOLD -> array.shape().contains(width);
        };
    }

    /** {@return the width of what it gives, if it reads one of the given width} */
    long outputs(long width) {
        boolean transposed = name.layout() == LinearName.Layout.IN_OUT
                || (name.layout() == LinearName.Layout.UNTOLD && array.shape().get(0) == width);
        return array.shape().get(transposed ? 1 : 0);
    }

    boolean isEmbedding() {
        return EMBEDDING.matcher(layer()).find();
    }
}
