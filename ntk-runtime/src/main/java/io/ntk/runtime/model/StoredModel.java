package io.ntk.runtime.model;

import io.ntk.io.checkpoint.FoundTensors;
import java.util.Optional;

/**
 * A model as its checkpoint holds it.
 *
 * @param tensors the cell's tensors
 * @param match the cell and its sizes
 * @param readout the readout, if the outputs are observed
 * @param reading says what was taken
 */
record StoredModel(StoredTensors tensors, CellMatch match, Optional<FoundTensors> readout, ModelReading reading) {}
