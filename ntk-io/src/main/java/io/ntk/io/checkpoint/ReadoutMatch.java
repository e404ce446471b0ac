package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Readout;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the linear layer that reads the hidden state: a {@code MODULE.weight} of shape {@code [O, H]}. */
final class ReadoutMatch {
    private static final String WEIGHT = "weight";
    private static final String CANONICAL_MODULE = ModulePath.of(Readout.WEIGHT).module();

    private final Scope scope;
    private final List<String> weights;

    ReadoutMatch(Scope scope, long hiddenSize) {
        this.scope = scope;
        this.weights = scope.names().stream()
                .filter(name -> isWeightOfModule(ModulePath.of(name)))
                .filter(name -> reads(hiddenSize, scope.info(name)))
                .toList();
    }

    /** {@return the names in the file of all weights that could be the readout's} */
    List<String> candidates() {
        return weights.stream().map(scope::fullName).toList();
    }

    /**
     * Finds the readout's tensors by canonical name. There are none if no weight qualifies, or if several do and not
     * exactly one is called readout.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the bias does not fit the weight
     */
    Map<String, ArrayInfo> match() {
        Map<String, ArrayInfo> readout = new LinkedHashMap<>();
        chosen().ifPresent(name -> {
            ArrayInfo weight = scope.info(name);
            readout.put(Readout.WEIGHT, weight);
            String biasName = name.substring(0, name.length() - WEIGHT.length()) + "bias";
            if (scope.contains(biasName)) {
                readout.put(Readout.BIAS, bias(scope.info(biasName), weight));
            }
        });
        return readout;
    }

    private Optional<String> chosen() {
        if (weights.size() == 1) {
            return Optional.of(weights.get(0));
        }
        List<String> canonical = weights.stream()
                .filter(name ->
                        ModulePath.of(ModulePath.of(name).module()).leaf().equals(CANONICAL_MODULE))
                .toList();
        return canonical.size() == 1 ? Optional.of(canonical.get(0)) : Optional.empty();
    }

    private static ArrayInfo bias(ArrayInfo bias, ArrayInfo weight) {
        if (!bias.shape().equals(weight.shape().subList(0, 1))) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Array " + Quoted.of(bias.name()) + " of shape " + bias.shape() + " does not fit "
                            + Quoted.of(weight.name()) + " of shape " + weight.shape() + ".",
                    "The length of a readout's bias must be the number of rows of its weight.");
        }
        return bias;
    }

    private static boolean isWeightOfModule(ModulePath path) {
        return path.leaf().equals(WEIGHT) && !path.module().isEmpty();
    }

    private static boolean reads(long hiddenSize, ArrayInfo array) {
        return array.shape().size() == 2 && array.shape().get(1) == hiddenSize;
    }
}
