package io.ntk.runtime.model;

import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.checkpoint.ReadoutAnswer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A network that a file may hold.
 *
 * @param prefix what chooses it in the file, as in {@code FILE:PREFIX}; empty if nothing need
 * @param layers the number of layers, at least 1
 * @param inputSize I; 1 if no tensor tells
 * @param hiddenSize H
 * @param arrays the names in the file of its tensors, without the readout's
 * @param readout the readout that would be taken, or why none would
 * @param masks the arrays beside it that look like masks or signs, which these cells do not use
 * @param cells the names of the cells that these tensors fit; shapes alone do not tell which of them was trained
 */
public record FoundNetwork(
        Optional<String> prefix,
        int layers,
        int inputSize,
        int hiddenSize,
        Set<String> arrays,
        ReadoutAnswer readout,
        List<ArrayInfo> masks,
        List<String> cells) {
    FoundNetwork withMasks(List<ArrayInfo> found) {
        return new FoundNetwork(prefix, layers, inputSize, hiddenSize, arrays, readout, found, cells);
    }
}
