package io.ntk.runtime.model;

import io.ntk.io.arrays.NumericArray;
import java.util.Map;

/**
 * The parameters of a model in a checkpoint, under the names that cells use.
 *
 * @param subject a noun phrase for the checkpoint, for messages
 * @param layers the number of layers
 * @param arrays the cell's tensors by name
 * @param readout {@code readout.weight} and {@code readout.bias}, as far as the checkpoint has them
 */
record StoredTensors(String subject, int layers, Map<String, NumericArray> arrays, Map<String, NumericArray> readout) {}
