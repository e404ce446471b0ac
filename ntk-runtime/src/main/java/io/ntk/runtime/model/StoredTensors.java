package io.ntk.runtime.model;

import io.ntk.io.arrays.NumericArray;
import java.util.Map;
import java.util.Set;

/**
 * The parameters of a model in a checkpoint, under the names that cells use.
 *
 * @param subject a noun phrase for the checkpoint, for messages
 * @param layers the number of layers
 * @param arrays the cell's tensors by name
 * @param absent the cell's optional tensors that the checkpoint lacks, without a layer
 */
record StoredTensors(String subject, int layers, Map<String, NumericArray> arrays, Set<String> absent) {}
