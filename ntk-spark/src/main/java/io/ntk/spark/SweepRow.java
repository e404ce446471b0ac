package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.io.checkpoint.TensorMap;
import io.ntk.runtime.config.NumberText;
import io.ntk.runtime.model.EquationSettings;
import io.ntk.runtime.model.IndexRange;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.runtime.model.RestrictionSettings;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One row of a sweep table: what to compute, in the terms of the options of the verb that computes it.
 *
 * @param values the fields by column, without empty fields
 * @param precision the precision if the row names none
 */
record SweepRow(TreeMap<String, String> values, Precision precision) implements Serializable {
    static final String BEFORE = "before";
    static final String AFTER = "after";
    static final String MODEL = "model";
    static final String INPUTS = "inputs";
    static final String CELL = "cell";
    private static final String HIDDEN = "h0";
    private static final String MEMORY = "c0";
    static final String ESTIMATOR = "estimator";
    static final String OF = "of";
    static final String COUNT = "count";
    static final String TARGETS = "targets";
    static final String LOSS = "loss";
    static final String ONLY_VALID = "only-valid";
    private static final String SAMPLES = "samples";
    private static final String SEED = "seed";
    private static final String TOLERANCE = "tolerance";
    private static final String PROBES = "probes";
    private static final String DT = "dt";
    static final String OBSERVE = "observe";
    private static final String PARAMS = "params";
    private static final String KEEP = "keep";
    private static final String PRECISION = "precision";
    private static final String SET = "set";
    private static final String CONSTANTS = "constants";
    private static final String READOUT = "readout";
    private static final String MAP = "map";
    private static final String TRIALS = "trials";
    private static final String STEPS = "steps";
    private static final String UNITS = "units";
    static final String VALID = "valid";
    private static final String TIME_FIRST = "time-first";

    /** The columns that every sweep table may have, whatever is computed. */
    static final List<String> COLUMNS = List.of(
            INPUTS,
            CELL,
            HIDDEN,
            MEMORY,
            DT,
            OBSERVE,
            PARAMS,
            KEEP,
            SAMPLES,
            SEED,
            TOLERANCE,
            PROBES,
            PRECISION,
            SET,
            CONSTANTS,
            READOUT,
            MAP,
            TRIALS,
            STEPS,
            UNITS,
            VALID,
            TIME_FIRST);

    private static final List<String> FILES =
            List.of(BEFORE, AFTER, MODEL, INPUTS, HIDDEN, MEMORY, KEEP, CONSTANTS, VALID, TARGETS);
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");
    private static final Pattern FILE_URI = Pattern.compile("^file:(//)?(?=/)");
    private static final int DEFAULT_SAMPLES = 100;
    private static final int DEFAULT_BUDGET = 1000;

    /** {@return the row, with absolute paths of local files, because executors run in other folders} */
    static SweepRow of(List<String> columns, List<String> fields, Precision precision) {
        TreeMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String value = fields.get(i).strip();
            if (!value.isEmpty()) {
                boolean local =
                        FILES.contains(columns.get(i)) && !URI.matcher(value).matches();
                values.put(
                        columns.get(i),
                        local ? Path.of("").toAbsolutePath().resolve(value).toString() : value);
            }
        }
        return new SweepRow(values, precision);
    }

    Optional<String> value(String column) {
        return Optional.ofNullable(values.get(column));
    }

    String required(String column) {
        return value(column)
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT, "The row has no '" + column + "'.", "Fill that column."));
    }

    /** {@return the files that it names and that are on this machine, those of equations among them} */
    Stream<ArrayReference> files() {
        return Stream.concat(FILES.stream(), Stream.of(CELL))
                .flatMap(column -> value(column).stream())
                .map(value -> ArrayReference.parse(FILE_URI.matcher(value).replaceFirst("")))
                .filter(reference -> Files.isRegularFile(reference.file()));
    }

    /** {@return how many values of a spectrum are wanted, if the row says} */
    Optional<Integer> count() {
        return value(COUNT).map(text -> (int) whole(COUNT, text));
    }

    /** {@return what is observed of the model} */
    Observable observable() {
        return value(OBSERVE).map(Observable::parse).orElse(Observable.STATES);
    }

    /**
     * {@return whether a switch is on; an empty field is off}
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for anything but true and false
     */
    boolean isOn(String column) {
        String text = value(column).orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "'" + column + "' is '" + text + "'.", "Give true or false.");
        }
        return text.equals("true");
    }

    /** {@return the model of a row that has one} */
    Problem problem(SweepQuantity.Means means) {
        return means.models()
                .problem(means.files().apply(required(MODEL)), trials(INPUTS, means.files()), settings(means.files()));
    }

    ModelSettings settings(Function<String, ArrayReference> files) {
        ModelSettings settings = new ModelSettings(
                required(CELL),
                value(DT).map(text -> OptionalDouble.of(number(DT, text))).orElse(OptionalDouble.empty()),
                observable(),
                value(PARAMS)
                        .map(globs -> ParameterSelection.of(Arrays.stream(globs.split("[,;]", -1))
                                .map(String::strip)
                                .toList()))
                        .orElse(ParameterSelection.all()),
                value(HIDDEN).map(files),
                value(MEMORY).map(files),
                value(PRECISION).map(Precision::parse).orElse(precision),
                value(KEEP).map(files));
        return settings.withEquations(
                        new EquationSettings(constants(), value(CONSTANTS).map(files)))
                .withReadout(value(READOUT).map(ReadoutRequest::parse).orElse(ReadoutRequest.FOUND))
                .withMap(TensorMap.parse(several(MAP)))
                .withRestriction(new RestrictionSettings(
                        range(TRIALS),
                        range(STEPS),
                        range(UNITS),
                        value(VALID).isPresent() ? Optional.of(trials(VALID, files)) : Optional.empty()));
    }

    /** {@return the array of trials that a column names, whose first two axes are those that the row says} */
    ArrayReference trials(String column, Function<String, ArrayReference> files) {
        return files.apply(required(column)).withTimeFirst(isOn(TIME_FIRST));
    }

    private Optional<IndexRange> range(String column) {
        return value(column).map(text -> new IndexRange(text.replace(';', ',')));
    }

    private Map<String, String> constants() {
        Map<String, String> constants = new TreeMap<>();
        for (String constant : several(SET)) {
            int sign = constant.indexOf('=');
            if (sign < 1) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "'" + SET + "' holds '" + constant + "'.",
                        "Write NAME=VALUE, and ; between several.");
            }
            constants.put(
                    constant.substring(0, sign).strip(),
                    constant.substring(sign + 1).strip());
        }
        return constants;
    }

    /** {@return the parts of a field between semicolons} */
    private List<String> several(String column) {
        return value(column).stream()
                .flatMap(text -> Arrays.stream(text.split(";", -1)))
                .map(String::strip)
                .toList();
    }

    /** {@return the options of the estimator for a kernel of the given order} */
    EstimatorOptions options(long order, long memoryLimit) {
        boolean tolerant = value(TOLERANCE).isPresent();
        int budget = (int) Math.min(order, tolerant ? DEFAULT_BUDGET : DEFAULT_SAMPLES);
        EstimatorOptions options = EstimatorOptions.samples(
                        value(SAMPLES).map(text -> (int) whole(SAMPLES, text)).orElse(budget))
                .withSeed(value(SEED).map(text -> whole(SEED, text)).orElse(0L))
                .withMemoryLimit(memoryLimit);
        if (value(PROBES).isPresent()) {
            options = options.withProbes(ProbeKind.parse(required(PROBES)));
        }
        return tolerant ? options.withTolerance(number(TOLERANCE, required(TOLERANCE))) : options;
    }

    private static long whole(String column, String text) {
        boolean isSeed = column.equals(SEED);
        try {
            return NumberText.whole(text, isSeed ? Long.MIN_VALUE : 1, isSeed ? Long.MAX_VALUE : Integer.MAX_VALUE);
        } catch (NtkException e) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + column + "' is '" + text + "'.",
                    isSeed ? "Give a whole number." : "Give a whole number, at least 1.",
                    e);
        }
    }

    private static double number(String column, String text) {
        try {
            return NumberText.real(text);
        } catch (NtkException e) {
            throw new NtkException(ErrorId.INVALID_ARGUMENT, "'" + column + "' is '" + text + "'.", e.remedy(), e);
        }
    }
}
