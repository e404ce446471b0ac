package io.ntk.cli.figure;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;

/** The figures, by name. */
public final class Figures {
    private static final List<Figure> ALL = List.of(
            new HutchFigure(),
            new AlignmentFigure(),
            new SizeFigure(),
            new LazyFigure(),
            new AccuracyFigure(),
            new CoverageFigure(),
            new ToleranceFigure(),
            new TimeFigure(),
            new SpectraFigure());

    private Figures() {}

    /** {@return all figures} */
    public static List<Figure> all() {
        return ALL;
    }

    /**
     * The figure of that name.
     *
     * @param name its name
     * @return the figure
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} with the closest name, if there is none
     */
    public static Figure figure(String name) {
        return ALL.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "There is no figure '" + name + "'.",
                        ClosestName.remedy(name, ALL.stream().map(Figure::name).toList())));
    }
}
