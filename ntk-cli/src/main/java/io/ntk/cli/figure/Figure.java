package io.ntk.cli.figure;

import io.ntk.runtime.NtkRuntime;
import java.util.function.BiFunction;

/**
 * A study that can be drawn.
 *
 * @param name its name, fit for a file's name
 * @param description what it shows, in one sentence
 * @param defaults the settings under which it was published
 * @param study finds it out
 */
public record Figure(
        String name,
        String description,
        FigureSettings defaults,
        BiFunction<NtkRuntime, FigureSettings, FigureData> study) {

    /**
     * Makes the study.
     *
     * @param runtime engine and estimators
     * @param settings networks and seeds
     * @return what was found
     * @throws io.ntk.api.NtkException if the networks are too large for the exact values it compares with
     */
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        return study.apply(runtime, settings);
    }
}
