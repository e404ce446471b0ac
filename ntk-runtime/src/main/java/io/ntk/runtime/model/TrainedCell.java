package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a training writes into its checkpoints about the cell, so that it is read as it was trained.
 *
 * @param cell the name of the cell
 * @param dt the time step that was chosen
 * @param constants the constants that were set, by name
 */
public record TrainedCell(String cell, OptionalDouble dt, Map<String, String> constants) {
    private static final String CELL = "ntk.cell";
    private static final String DT = "ntk.dt";
    private static final String SET = "ntk.set.";

    /** Takes a copy of the map. */
    public TrainedCell {
        constants = Map.copyOf(constants);
    }

    /** {@return the same as strings by key, which {@link io.ntk.io.arrays.ArrayWriter} writes} */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>(Map.of(CELL, cell));
        dt.ifPresent(step -> metadata.put(DT, Double.toString(step)));
        constants.forEach((name, value) -> metadata.put(SET + name, value));
        return metadata;
    }

    /**
     * Adds what the user leaves open, and says what was added and what differs.
     *
     * @param file a checkpoint, perhaps of another program
     * @param settings what the user says
     * @param name the name of the cell that the user means
     * @param notes takes clauses
     * @return the settings to read the checkpoint by
     */
    static ModelSettings complete(ArrayFile file, ModelSettings settings, String name, Consumer<String> notes) {
        Map<String, String> written = file.metadata();
        String trained = written.get(CELL);
        if (trained == null) {
            return settings;
        }
        if (!trained.equals(name)) {
            notes.accept("it was trained as cell '" + trained + "'");
            return settings;
        }
        Map<String, String> given = settings.equations().constants();
        Map<String, String> constants = new TreeMap<>(given);
        List<String> added = new ArrayList<>();
        ModelSettings complete = settings;
        for (Map.Entry<String, String> entry : new TreeMap<>(written).entrySet()) {
            String key = entry.getKey();
            String value = entry.getValue();
            boolean isStep = key.equals(DT);
            if (!isStep && !key.startsWith(SET)) {
                continue;
            }
            String constant = isStep ? "dt" : key.substring(SET.length());
            String own = constant.equals("dt") && settings.dt().isPresent()
                    ? Double.toString(settings.dt().getAsDouble())
                    : given.get(constant);
            if (own != null) {
                if (!same(own, value)) {
                    notes.accept("it was trained with " + constant + " = " + value + ", not " + own);
                }
                continue;
            }
            added.add(constant + " = " + value);
            if (isStep) {
                complete = complete.withDt(step(file, value));
            } else {
                constants.put(constant, value);
            }
        }
        if (added.isEmpty()) {
            return settings;
        }
        notes.accept(String.join(" and ", added) + " as it was trained");
        return complete.withEquations(
                new EquationSettings(constants, settings.equations().arrays()));
    }

    private static double step(ArrayFile file, String value) {
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new NtkException(
                    ErrorId.FILE_FORMAT,
                    Quoted.of(file.path()) + " says that it was trained with dt = " + Quoted.of(value)
                            + ", which is no number.",
                    "Give --dt, or restore the file.",
                    e);
        }
    }

    private static boolean same(String a, String b) {
        try {
            return Double.parseDouble(a) == Double.parseDouble(b);
        } catch (NumberFormatException e) {
            return a.equals(b);
        }
    }
}
