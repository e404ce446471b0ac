package io.ntk.cli.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.rawHtml;

import io.ntk.cli.chart.Chart;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pictures that follow each other on a page: beside one another where there is room, or one that has all of the room. */
final class Pictures {
    private final List<Picture> row = new ArrayList<>();

    private record Picture(Chart chart, String caption) {
        /** It is XML that a serializer wrote. */
        private DomContent drawn() {
            return rawHtml(chart.toInlineSvg());
        }
    }

    void add(Chart chart, String caption) {
        row.add(new Picture(chart, caption));
    }

    /** {@return the pictures that were added since it was asked last; empty if none was} */
    Optional<DivTag> take() {
        if (row.isEmpty()) {
            return Optional.empty();
        }
        DivTag charts = div().withClass("charts");
        if (row.size() == 1) {
            charts.with(alone(row.get(0)));
        } else {
            row.forEach(picture -> charts.with(figure(picture.drawn(), figcaption(picture.caption))));
        }
        row.clear();
        return Optional.of(charts);
    }

    /** It is drawn once more for screens on which it has room, and a style sheet shows one of both; or its caption stands beside it. */
    private static DomContent alone(Picture picture) {
        return picture.chart
                .toWideInlineSvg()
                .map(wide -> figure(
                                div(picture.drawn()).withClass("narrow"),
                                div(rawHtml(wide)).withClass("wide"),
                                figcaption(picture.caption))
                        .withClass("alone"))
                .orElseGet(() ->
                        figure(picture.drawn(), figcaption(picture.caption)).withClass("captioned"));
    }
}
