package io.ntk.cli.command;

import io.ntk.cli.chart.Theme;
import io.ntk.cli.figure.Figure;
import io.ntk.cli.figure.FigureData;
import io.ntk.cli.figure.FigureSection;
import io.ntk.cli.figure.FigureSettings;
import io.ntk.cli.figure.Figures;
import io.ntk.cli.figure.Panel;
import io.ntk.cli.figure.StudyScope;
import io.ntk.cli.file.Maker;
import io.ntk.cli.file.OutputFile;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Provenance;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.ResultFile;
import io.ntk.cli.report.Table;
import io.ntk.io.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a study found, and under which settings. */
record FigureReport(Figure figure, FigureData data, FigureSettings settings, Workplace place) implements Report {
    @Override
    public JsonObject json() {
        return new JsonObject()
                .with("figure", figure.name())
                .with("columns", data.table().header())
                .with("rows", data.table().rows());
    }

    @Override
    public Table table() {
        return data.table();
    }

    @Override
    public String text() {
        return data.sections().isEmpty()
                ? table().toString()
                : data.sections().stream().map(FigureSection::toText).collect(Collectors.joining("\n"));
    }

    /** {@return the file of a figure's table} */
    static Path table(Path folder, Figure figure) {
        return folder.resolve(figure.name() + ".csv");
    }

    /** {@return the file of what a figure's table comes to, if it is large} */
    static Path text(Path folder, Figure figure) {
        return folder.resolve(figure.name() + ".md");
    }

    /** Writes the table, what it comes to and the pictures to a folder. */
    void write(Path folder, Maker maker) {
        Path file = table(folder, figure);
        ResultFile.writeTable(file, table());
        if (!data.sections().isEmpty()) {
            String markdown = data.sections().stream()
                    .map(FigureSection::toMarkdown)
                    .collect(Collectors.joining("\n", "# Figure " + figure.name() + "\n\n", "\n" + maker.comment()));
            OutputFile.write("Text", text(folder, figure), to -> to.write(markdown.getBytes(StandardCharsets.UTF_8)));
        }
        for (Panel panel : data.panels()) {
            panel.chart().write(folder.resolve(figure.name() + "-" + panel.name() + ".svg"), Theme.LIGHT, maker);
        }
    }

    @Override
    public HtmlPage page() {
        HtmlPage page = new HtmlPage("Figure " + figure.name()).text(figure.description());
        data.panels().forEach(panel -> page.chart(panel.chart(), panel.chart().title() + "."));
        data.sections().forEach(section -> section.addTo(page));
        return page.section("All numbers").table(table());
    }

    @Override
    public Optional<Provenance> provenance() {
        String seeds = settings.seeds() == 1 ? "0" : "0 to " + (settings.seeds() - 1);
        if (figure.name().equals(Figures.COVERAGE)) {
            StudyScope scope = settings.scope();
            return Optional.of(Provenance.of(
                    place.backend(),
                    scope.precisions(),
                    seeds,
                    Map.of("network", settings.label(), "networks", String.join(", ", scope.networks()))));
        }
        return Optional.of(
                Provenance.of(place.backend(), place.precision(), seeds, Map.of("network", settings.label())));
    }
}
