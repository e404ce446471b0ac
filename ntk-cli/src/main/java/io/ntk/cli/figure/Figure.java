package io.ntk.cli.figure;

import io.ntk.runtime.NtkRuntime;

/** A study that can be drawn. Stateless. */
public interface Figure {
    /** {@return its name, fit for a file's name} */
    String name();

    /** {@return what it shows, in one sentence} */
    String description();

    /**
     * {@return the settings under which it was published}
     */
    FigureSettings defaults();

    /**
     * Makes the study.
     *
     * @param runtime engine and estimators
     * @param settings networks and seeds
     * @return what was found
     * @throws io.ntk.api.NtkException if the networks are too large for the exact values it compares with
     */
    FigureData make(NtkRuntime runtime, FigureSettings settings);
}
