package io.ntk.training;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.ntk.api.spi.BackendOptions;
import io.ntk.runtime.model.IndexRange;
import io.ntk.runtime.model.RestrictionSettings;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The members of {@code run.json} that hold a {@link RunCourse}. */
final class CourseFile {
    private static final String STEPS = "steps";
    private static final String SAVE_EVERY = "save-every";
    private static final String TRACK_EVERY = "track-every";
    private static final String TRACK_SAMPLES = "track-samples";
    private static final String TRACK_TRIALS = "track-trials";
    private static final String TRACK_STEPS = "track-steps";
    private static final String TRACK_UNITS = "track-units";
    private static final String BACKEND = "backend";
    private static final String ENGINE = "engine";
    private static final String THREADS = "threads";
    private static final String MEMORY = "memory";
    private static final String BACKEND_SETTINGS = "backend-settings";

    /** More than any machine has processors: a description that was tampered with must not start threads without end. */
    private static final int MOST_THREADS = 4096;

    private CourseFile() {}

    static void put(Map<String, Object> values, RunCourse course) {
        values.put(STEPS, course.steps());
        course.saveEvery().ifPresent(every -> values.put(SAVE_EVERY, every));
        course.tracking().ifPresent(tracking -> {
            values.put(TRACK_EVERY, tracking.every());
            values.put(TRACK_SAMPLES, tracking.samples());
            RestrictionSettings part = tracking.part();
            part.trials().ifPresent(range -> values.put(TRACK_TRIALS, range.text()));
            part.steps().ifPresent(range -> values.put(TRACK_STEPS, range.text()));
            part.units().ifPresent(range -> values.put(TRACK_UNITS, range.text()));
        });
        EngineChoice engine = course.engine();
        values.put(BACKEND, engine.backend());
        values.put(ENGINE, engine.engine());
        values.put(THREADS, engine.options().threads());
        values.put(MEMORY, engine.options().memoryLimit());
        values.put(BACKEND_SETTINGS, new TreeMap<>(engine.options().settings()));
    }

    /** {@return the course; empty of runs that were begun before it was kept} */
    static Optional<RunCourse> read(Config config) {
        if (!config.hasPath(STEPS)) {
            return Optional.empty();
        }
        return Optional.of(new RunCourse(
                whole(config, STEPS, Integer.MAX_VALUE),
                config.hasPath(SAVE_EVERY)
                        ? OptionalInt.of(whole(config, SAVE_EVERY, Integer.MAX_VALUE))
                        : OptionalInt.empty(),
                config.hasPath(TRACK_EVERY) ? Optional.of(tracking(config)) : Optional.empty(),
                new EngineChoice(config.getString(BACKEND), config.getString(ENGINE), options(config))));
    }

    private static TrackingPlan tracking(Config config) {
        return new TrackingPlan(
                whole(config, TRACK_EVERY, Integer.MAX_VALUE),
                whole(config, TRACK_SAMPLES, Integer.MAX_VALUE),
                new RestrictionSettings(
                        range(config, TRACK_TRIALS),
                        range(config, TRACK_STEPS),
                        range(config, TRACK_UNITS),
                        Optional.empty()));
    }

    private static BackendOptions options(Config config) {
        long memory = config.getLong(MEMORY);
        if (memory < 1) {
            throw new ConfigException.BadValue(MEMORY, memory + " bytes are no memory");
        }
        Map<String, String> settings = new TreeMap<>();
        config.getObject(BACKEND_SETTINGS)
                .forEach((name, value) -> settings.put(name, String.valueOf(value.unwrapped())));
        return new BackendOptions(whole(config, THREADS, MOST_THREADS), memory, settings);
    }

    private static Optional<IndexRange> range(Config config, String key) {
        return config.hasPath(key) ? Optional.of(new IndexRange(config.getString(key))) : Optional.empty();
    }

    private static int whole(Config config, String key, int most) {
        int value = config.getInt(key);
        if (value < 1 || value > most) {
            throw new ConfigException.BadValue(key, value + " is not from 1 to " + most);
        }
        return value;
    }
}
