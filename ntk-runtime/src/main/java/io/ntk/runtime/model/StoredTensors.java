package io.ntk.runtime.model;

import io.ntk.io.arrays.NumericArray;
import java.util.Map;

/**
 * The parameters of a model as a checkpoint holds them, under the names that cells use.
 *
 * @param subject what to call the checkpoint in a message
 * @param layers the number of layers
 * @param arrays the cell's tensors by name
 * @param readout {@code readout.weight} and perhaps {@code readout.bias}, if the checkpoint has them
 */
record StoredTensors(String subject, int layers, Map<String, NumericArray> arrays, Map<String, NumericArray> readout) {}
