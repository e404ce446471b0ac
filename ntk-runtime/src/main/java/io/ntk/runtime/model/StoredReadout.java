package io.ntk.runtime.model;

import io.ntk.api.NtkException;
import io.ntk.api.model.Readout;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.FoundTensors;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Finds the readout of a model in its checkpoint, if the outputs are observed. */
final class StoredReadout {
    private StoredReadout() {}

    /**
     * {@return the readout; empty if the states are observed}
     *
     * @param checkpoint where it stands
     * @param width the width of what it multiplies
     * @param cell the tensors of the cell, none of which is the readout
     * @param reference the checkpoint, for messages
     * @param settings what is observed, and which readout is to be taken
     * @throws NtkException as {@link CheckpointReader#readout}, or if there is none
     */
    static Optional<FoundTensors> find(
            CheckpointReader checkpoint,
            int width,
            FoundTensors cell,
            ArrayReference reference,
            ModelSettings settings) {
        if (!settings.observable().isOutput()) {
            return Optional.empty();
        }
        Set<String> used = new HashSet<>(cell.sources().values());
        used.addAll(cell.copies());
        try {
            return Optional.of(
                    checkpoint.readout(width, settings.readout(), used).require());
        } catch (NtkException e) {
            throw new NtkException(
                    e.id(), "The outputs of '" + reference + "' are observed. " + e.problem(), e.remedy(), e);
        }
    }

    /** {@return the readout that tensors make} */
    static Readout of(FoundTensors found) {
        return new Readout(
                Objects.requireNonNull(found.arrays().get(Readout.WEIGHT))
                        .shape()
                        .get(0),
                found.arrays().containsKey(Readout.BIAS));
    }
}
