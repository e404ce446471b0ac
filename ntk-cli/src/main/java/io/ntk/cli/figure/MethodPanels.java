package io.ntk.cli.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What methods take and give against their samples: run time, estimate and error, a panel each. */
final class MethodPanels {
    private final List<Curve> seconds = new ArrayList<>();
    private final List<Curve> estimates = new ArrayList<>();
    private final List<Curve> errors = new ArrayList<>();

    void add(String name, ErrorCurves curves) {
        seconds.add(curves.seconds(name));
        estimates.add(curves.estimates(name));
        errors.add(curves.errors(name));
    }

    void addExact(double value) {
        estimates.add(Curve.level("exact", value));
    }

    /** {@return the panels of the estimates of {@code noun}, which {@code article} stands before} */
    List<Panel> panels(String article, String noun, String applications, FigureSettings settings) {
        String of = " of " + article + " " + noun + ", " + settings.label();
        String title = noun.substring(0, 1).toUpperCase(Locale.ROOT) + noun.substring(1);
        return List.of(
                new Panel("time", "Run time" + of, applications, "seconds", false, false, seconds),
                new Panel(
                        "estimate",
                        title + ", seed 0, " + settings.label(),
                        applications,
                        "estimate",
                        false,
                        false,
                        estimates),
                new Panel("error", "Error" + of, applications, "median relative error", true, true, errors));
    }
}
