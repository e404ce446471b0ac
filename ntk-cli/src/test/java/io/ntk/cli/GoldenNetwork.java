package io.ntk.cli;

import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ModelFiles;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A network in files before and after training, and what PyTorch's autograd found of it in float64.
 *
 * @param name the files, and what is asked of them
 * @param reader reads both models
 * @param facts some of {@code trace_before}, {@code trace_after}, {@code alignment}, {@code effective_dimension_before} and
 *     {@code rows}
 * @param states those before training, which are of order one, if they were recorded
 * @param rounding the relative error of a fact, from that of the numbers in the files
 */
record GoldenNetwork(
        String name,
        Function<ModelFiles, BeforeAfter> reader,
        Map<String, Double> facts,
        Optional<ArrayReference> states,
        double rounding) {
    @Override
    public String toString() {
        return name;
    }
}
