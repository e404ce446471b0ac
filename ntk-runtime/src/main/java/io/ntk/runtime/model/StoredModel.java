package io.ntk.runtime.model;

import io.ntk.api.model.RecurrentModel;
import io.ntk.io.arrays.ArrayInfo;
import java.util.List;
import java.util.Map;

/**
 * A model as its checkpoint holds it.
 *
 * @param model the model, with a readout if the outputs are observed
 * @param layers the number of layers
 * @param values the tensors of θ, the readout's among them, by name
 * @param places where tensors stood that had names or layouts of the file's own
 * @param reading says what was taken
 */
record StoredModel(
        RecurrentModel model,
        int layers,
        Map<String, double[]> values,
        List<StoredPlace> places,
        ModelReading reading) {
    /** {@return the same, beside which are arrays that look like masks or signs} */
    StoredModel withMasks(List<ArrayInfo> masks) {
        return new StoredModel(model, layers, values, places, reading.withMasks(masks));
    }
}
