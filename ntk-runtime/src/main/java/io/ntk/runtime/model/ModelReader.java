package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.provider.Cells;
import java.util.Map;

/** Reads models of one cell from checkpoints. */
interface ModelReader {
    /**
     * Reads a model.
     *
     * @param file the checkpoint, which stays open
     * @param checkpoint the same, optionally with the module inside it
     * @param inputs the width of the inputs, which is I where no tensor tells
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND}, {@link ErrorId#UNKNOWN_PARAMETER}, {@link
     *     ErrorId#INVALID_ARGUMENT} if several arrays could be one tensor, {@link ErrorId#SHAPE_MISMATCH}, {@link
     *     ErrorId#NON_FINITE}, or as {@link ArrayFile#read}
     */
    StoredModel read(ArrayFile file, ArrayReference checkpoint, int inputs);

    /** Reads a model as {@link #read} does, and looks at what it leaves of the checkpoint. */
    default StoredModel readAndLook(ArrayFile file, ArrayReference checkpoint, int inputs) {
        StoredModel stored = read(file, checkpoint, inputs);
        ModelReading reading = stored.reading();
        // Whoever gives constants of their own has seen to it.
        return reading.constants().isEmpty()
                ? stored.withMasks(new SignsAndMasks(file)
                        .among(
                                reading.unused(),
                                reading.sources().values(),
                                stored.model().hiddenSize()))
                : stored;
    }

    /**
     * {@return a reader for the cell that the settings name}
     *
     * @param cells the known cells
     * @throws NtkException {@link ErrorId#UNKNOWN_CELL}, or {@link ErrorId#INVALID_ARGUMENT} for settings that the cell does
     *     not have; no file of arrays is opened
     */
    static ModelReader of(Cells cells, ModelSettings settings) {
        return of(cells.provider(settings.cell()), settings, cells);
    }

    /**
     * {@return a reader for a cell}
     *
     * @param cells the known cells, among which a refusal looks for those that fit
     */
    static ModelReader of(CellProvider provider, ModelSettings settings, Cells cells) {
        CellOptions options = settings.dt().isPresent()
                ? CellOptions.DEFAULT.withDt(settings.dt().getAsDouble())
                : CellOptions.DEFAULT;
        boolean changed = !settings.equations().equals(EquationSettings.NONE);
        if (provider instanceof EquationProvider equations) {
            if (settings.equations().arrays().isPresent()
                    && equations.definition().arrays().isEmpty()) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "A file of constants was given, but cell '" + provider.name()
                                + "' has no constants that are arrays.",
                        "Leave --constants out.");
            }
            EquationProvider set = changed ? equations.with(settings.equations().constants()) : equations;
            set.create(options, Map.of(), Map.of());
            return TensorReader.hasNamesOfPyTorch(set)
                    ? new TensorReader(set, options, settings, cells)
                    : new EquationReader(set, options, settings);
        }
        if (changed) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Constants were given for cell '" + provider.name() + "', which is not an equation file.",
                    "Leave --set and --constants out, or name an equation file.");
        }
        provider.create(options);
        return new TensorReader(provider, options, settings, cells);
    }
}
