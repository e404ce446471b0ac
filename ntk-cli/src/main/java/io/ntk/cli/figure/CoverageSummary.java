package io.ntk.cli.figure;

import io.ntk.api.Precision;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** What the table of coverage comes to: the networks, the range of coverage of each method, and all that is not as wanted. */
final class CoverageSummary {
    /** More rows than this are left to the table. */
    private static final int WORST = 40;

    private final List<StudiedNetwork> networks;
    private final FigureSettings settings;

    CoverageSummary(List<StudiedNetwork> networks, FigureSettings settings) {
        this.networks = networks;
        this.settings = settings;
    }

    List<FigureSection> sections() {
        List<FigureSection> sections = new ArrayList<>(List.of(networks()));
        settings.scope().precisions().forEach(precision -> sections.add(coverage(precision)));
        sections.add(byMethod());
        sections.add(faults());
        return sections;
    }

    private Stream<CoverageCell> cells() {
        return networks.stream().flatMap(network -> network.cells().stream());
    }

    private FigureSection networks() {
        Table table = new Table("network", "is", "rows n", "parameters", "alignment");
        for (StudiedNetwork network : networks) {
            table.row(
                    network.name(),
                    network.description(),
                    String.valueOf(network.order()),
                    String.valueOf(network.parameters()),
                    Numbers.significant(network.alignment(), 4));
        }
        return new FigureSection(
                "Networks of the study of coverage",
                "Exact values are computed in float64, and " + settings.seeds()
                        + " seeds are run with each number of samples.",
                table);
    }

    private FigureSection coverage(Precision precision) {
        List<String> header = new ArrayList<>(List.of("quantity", "method"));
        settings.scope().samples().forEach(samples -> header.add(String.valueOf(samples)));
        Table table = new Table(header);
        for (CoverageMethod method : CoverageMethod.of(networks)) {
            List<String> row = new ArrayList<>(List.of(method.quantity(), method.method()));
            for (int samples : settings.scope().samples()) {
                CoverageRange range = CoverageRange.of(
                        cells(),
                        cell -> method.made(cell) && cell.precision() == precision && cell.samples() == samples);
                row.add(range.toString());
            }
            table.row(row);
        }
        return new FigureSection(
                "Coverage in " + precision.label(),
                "Percentage of 95% intervals that hold the exact value, by number of samples: the lowest and the highest"
                        + " of the networks.",
                table);
    }

    private FigureSection byMethod() {
        Table table = new Table(
                "quantity",
                "method",
                "cells",
                "too little",
                "too much",
                "exact %",
                "withheld %",
                "refused %",
                "failed %",
                "impossible %");
        for (CoverageMethod method : CoverageMethod.of(networks)) {
            List<CoverageCell> cells = cells().filter(method::made).toList();
            table.row(
                    method.quantity(),
                    method.method(),
                    String.valueOf(cells.size()),
                    count(cells, cell -> cell.shortfall() > 0),
                    count(cells, CoverageCell::coversTooMuch),
                    percent(cells, CoverageCell::exact),
                    percent(cells, CoverageCell::withheld),
                    percent(cells, CoverageCell::refused),
                    percent(cells, CoverageCell::failed),
                    percent(cells, CoverageCell::impossible));
        }
        return new FigureSection(
                "What the runs of each method came to",
                "A cell is all runs with one number of samples on one network in one precision. In some cells, too few or too"
                        + " many intervals hold the exact value. Percentages are of runs. An interval is withheld where a method"
                        + " does not trust one. Numbers of samples that a method cannot work with are refused. A run is"
                        + " impossible if its value or an end of its interval is one that the quantity cannot have.",
                table);
    }

    private static String count(List<CoverageCell> cells, Predicate<CoverageCell> counted) {
        return String.valueOf(cells.stream().filter(counted).count());
    }

    /** Of all runs. */
    private String percent(List<CoverageCell> cells, ToIntFunction<CoverageCell> counted) {
        int part = cells.stream().mapToInt(counted).sum();
        return Numbers.significant(100.0 * part / (cells.size() * settings.seeds()), 2);
    }

    private FigureSection faults() {
        List<CoverageCell> faulty = cells().filter(cell -> !cell.faults().isEmpty())
                .sorted(Comparator.comparingDouble(CoverageSummary::missing).reversed())
                .toList();
        Table table = new Table(
                "network",
                "precision",
                "quantity",
                "method",
                "samples",
                "coverage %",
                "median error %",
                "what is wrong");
        for (CoverageCell cell : faulty.subList(0, Math.min(WORST, faulty.size()))) {
            FigureData.add(
                    table,
                    cell.network(),
                    cell.precision().label(),
                    cell.quantity(),
                    cell.method(),
                    cell.samples(),
                    100 * cell.coverage(),
                    100 * cell.medianError(),
                    String.join("; ", cell.faults()));
        }
        return new FigureSection("What is not as wanted", verdict(faulty), table);
    }

    private static double missing(CoverageCell cell) {
        return Double.isNaN(cell.shortfall()) ? Double.NEGATIVE_INFINITY : cell.shortfall();
    }

    private String verdict(List<CoverageCell> faulty) {
        String wanted =
                "Wanted are 92 to 98% from " + CoverageCell.ENOUGH_SAMPLES + " samples on and at least 90% below,"
                        + " give or take chance where there are fewer than 500 intervals, and no impossible values.";
        if (faulty.isEmpty()) {
            return wanted + " All " + cells().count() + " cells are as wanted.";
        }
        long little = faulty.stream().filter(cell -> cell.shortfall() > 0).count();
        long much = faulty.stream().filter(CoverageCell::coversTooMuch).count();
        long failed = faulty.stream().filter(cell -> cell.failed() > 0).count();
        long impossible = faulty.stream().filter(cell -> cell.impossible() > 0).count();
        return wanted + " Of " + cells().count() + " cells, " + faulty.size() + " are not as wanted: " + little
                + " cover too little, " + much + " too much, " + impossible + " reach the impossible, " + failed
                + " give no value at times."
                + (faulty.size() > WORST ? " The worst " + WORST + " are listed; the table has all." : "");
    }
}
