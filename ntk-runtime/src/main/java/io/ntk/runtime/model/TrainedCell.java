package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellProvider;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.Quoted;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What a training writes into its checkpoints about the cell, so that it is read as it was trained.
 *
 * @param cell the name of the cell
 * @param equations the equation file, if the cell is one that may change; its SHA-256 is written
 * @param dt the time step that was chosen
 * @param constants the constants that were set, by name
 */
public record TrainedCell(String cell, Optional<String> equations, OptionalDouble dt, Map<String, String> constants) {
    private static final String CELL = "ntk.cell";
    private static final String EQUATIONS = "ntk.equations";
    private static final String DT = "ntk.dt";
    private static final String SET = "ntk.set.";
    /** The time step as equation files call it. */
    private static final String STEP = "dt";

    /** Takes a copy of the map. */
    public TrainedCell {
        constants = Map.copyOf(constants);
    }

    /** {@return whether a training of ntk wrote a checkpoint} */
    static boolean wrote(ArrayFile file) {
        return file.metadata().containsKey(CELL);
    }

    /** {@return the same as strings by key, which {@link io.ntk.io.arrays.ArrayWriter} writes} */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new TreeMap<>(Map.of(CELL, cell));
        equations.ifPresent(text -> metadata.put(EQUATIONS, digest(text)));
        dt.ifPresent(step -> metadata.put(DT, Double.toString(step)));
        constants.forEach((name, value) -> metadata.put(SET + name, value));
        return metadata;
    }

    /**
     * Adds what the user leaves open, and says what was added and what differs.
     *
     * @param file a checkpoint, perhaps of another program
     * @param settings what the user says
     * @param provider the cell that the user means
     * @param notes takes clauses
     * @return the settings to read the checkpoint by
     */
    static ModelSettings complete(
            ArrayFile file, ModelSettings settings, CellProvider provider, Consumer<String> notes) {
        Map<String, String> written = file.metadata();
        String trained = written.get(CELL);
        if (trained == null) {
            return settings;
        }
        if (!trained.equals(provider.name())) {
            notes.accept("it was trained as cell '" + trained + "'");
            return settings;
        }
        String equations = written.get(EQUATIONS);
        if (equations != null && provider instanceof EquationProvider now && !equations.equals(digest(now.text()))) {
            notes.accept("the equations of cell '" + trained
                    + "' were others when it was trained; the folder of its run holds those");
        }
        Map<String, String> open = new TreeMap<>();
        constants(written).forEach((constant, value) -> {
            Optional<String> given = given(settings, constant);
            if (given.isEmpty()) {
                open.put(constant, value);
            } else if (!same(given.get(), value)) {
                notes.accept("it was trained with " + constant + " = " + value + ", not " + given.get());
            }
        });
        if (open.isEmpty()) {
            return settings;
        }
        notes.accept(open.entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + entry.getValue())
                        .collect(Collectors.joining(" and "))
                + " as it was trained");
        String step = open.remove(STEP);
        open.putAll(settings.equations().constants());
        ModelSettings complete = settings.withEquations(
                new EquationSettings(open, settings.equations().arrays()));
        return step == null ? complete : complete.withDt(step(file, step));
    }

    private static String digest(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** {@return what was written, by constant; the time step is one} */
    private static Map<String, String> constants(Map<String, String> written) {
        Map<String, String> constants = new TreeMap<>();
        written.forEach((key, value) -> {
            if (key.equals(DT)) {
                constants.put(STEP, value);
            } else if (key.startsWith(SET)) {
                constants.put(key.substring(SET.length()), value);
            }
        });
        return constants;
    }

    private static Optional<String> given(ModelSettings settings, String constant) {
        return constant.equals(STEP) && settings.dt().isPresent()
                ? Optional.of(Double.toString(settings.dt().getAsDouble()))
                : Optional.ofNullable(settings.equations().constants().get(constant));
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
