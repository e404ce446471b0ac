package io.ntk.cli.command;

import io.ntk.api.Printable;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Provenance;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.Table;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.cluster.Sweep;
import io.ntk.runtime.cluster.SweepOutcome;
import io.ntk.runtime.cluster.SweepOutcome.Row;
import io.ntk.runtime.cluster.SweepVerb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What came of a sweep: how many rows, and in a page every estimate with its interval, and why the rows that failed did. */
final class SweepReport implements Report {
    private static final String VALUE = "value";
    private static final String LOWER = "lower95";
    private static final String UPPER = "upper95";
    private static final String RESIDUAL = "residual";
    private static final String LOSS = "loss_value";
    private static final String ERROR = "error";
    private static final String ENGINE = "engine";

    private static final int LOSS_DIGITS = 4;

    private static final List<String> INTERVAL = List.of("95% interval", "by", "applications");

    private final Sweep sweep;
    private final SweepOutcome outcome;
    private final String master;
    private final List<String> columns;
    private final List<Row> estimated = new ArrayList<>();
    private final List<Row> failed = new ArrayList<>();

    /** Of all results, those of earlier runs of the same sweep among them. */
    SweepReport(Sweep sweep, SweepOutcome outcome, String master) {
        this.sweep = sweep;
        this.outcome = outcome;
        this.master = master;
        columns = outcome.columns();
        outcome.rows().stream()
                .sorted(Comparator.comparingInt(SweepReport::place))
                // Results are a file that people edit.
                .forEach(row -> (number(row, VALUE).isPresent() ? estimated : failed).add(row));
    }

    /** In the order of the table; rows that it no longer has come last. */
    private static int place(Row row) {
        return row.line() == 0 ? Integer.MAX_VALUE : row.line();
    }

    private static String line(Row row) {
        return row.line() == 0 ? "-" : String.valueOf(row.line());
    }

    /** {@return the name of a file beside a table} */
    static Path beside(Path table, String suffix) {
        Path name = table.getFileName();
        String text = name == null ? "" : name.toString();
        String stem = text.endsWith(".csv") ? text.substring(0, text.length() - ".csv".length()) : text;
        return table.resolveSibling(stem + suffix + ".csv");
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .with("results", sweep.results().toString())
                .with("computed", outcome.computed())
                .with("failed", outcome.failed())
                .with("present", outcome.present());
    }

    @Override
    public String text() {
        return outcome.computed() + " computed, " + outcome.failed() + " failed, " + outcome.present()
                + " there before; results in " + Printable.of(sweep.results().toString()) + "\n";
    }

    @Override
    public Optional<Provenance> provenance() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("backend", sweep.backend());
        String engines = estimated.stream()
                .map(row -> field(row, ENGINE))
                .filter(engine -> !engine.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        if (!engines.isEmpty()) {
            facts.put(ENGINE, engines);
        }
        facts.put(
                "precision",
                sweep.precision().label() + ", where a row names no other"
                        + (outcome.present() > 0 ? "; of rows that were there before, what was chosen then" : ""));
        facts.put("cluster", master);
        return Optional.of(Provenance.of(sweep.backend(), sweep.precision(), Provenance.surrounded(facts))
                // What is in the results already would not be computed again.
                .with(again -> again.instead("--results", beside(sweep.results(), "-again")))
                .reading(Stream.concat(
                                Stream.of(ArrayReference.parse(sweep.table().toString())), outcome.files().stream())
                        .toList()));
    }

    @Override
    public HtmlPage page() {
        HtmlPage page = new HtmlPage(
                        switch (sweep.verb()) {
                            case ALIGN -> "Alignments of a sweep";
                            case TRACE -> "Traces of a sweep";
                            case SPECTRUM -> "Largest values of a sweep";
                            case FLOW -> "Error alignments of a sweep";
                        })
                .number(
                        "rows estimated",
                        String.valueOf(estimated.size()),
                        "of " + (estimated.size() + failed.size()) + "; " + failed.size() + " failed");
        if (!estimated.isEmpty()) {
            page.chart(
                    chart(),
                    sweep.verb() == SweepVerb.SPECTRUM
                            ? bounds()
                            : "Bars are 95% intervals, where the method states one." + whereLinesCount());
            page.section("Estimates").table(estimates());
        }
        if (!failed.isEmpty()) {
            page.section("Failures");
            failed.forEach(
                    row -> page.text(asking(row) + " (" + String.join(", ", asked(row)) + "): " + field(row, ERROR)));
        }
        return page;
    }

    private static String asking(Row row) {
        return row.line() == 0 ? "A row that the table no longer has" : "Line " + row.line();
    }

    private String whereLinesCount() {
        return " Lines count from the header, which is line 1"
                + (estimated.stream().anyMatch(row -> row.line() == 0)
                        ? "; rows that the table no longer has follow its last line."
                        : ".");
    }

    private String bounds() {
        return SpectrumReport.bounds(estimated.stream()
                        .mapToDouble(row -> number(row, RESIDUAL).orElse(0)))
                + whereLinesCount();
    }

    /** The line, or a place after all lines. */
    private double position(int index) {
        Row row = estimated.get(index);
        int last = estimated.stream().mapToInt(Row::line).max().orElse(0);
        long before = estimated.subList(0, index).stream()
                .filter(other -> other.line() == 0)
                .count();
        return row.line() == 0 ? last + 1.0 + before : row.line();
    }

    /** All results, in the order in which they are shown; what the cluster says of a row is beside what the table asked. */
    @Override
    public Table table() {
        List<String> header = new ArrayList<>(List.of("line"));
        header.addAll(columns);
        Table table = new Table(header);
        Stream.concat(estimated.stream(), failed.stream()).forEach(row -> {
            List<String> fields = new ArrayList<>(List.of(row.line() == 0 ? "" : String.valueOf(row.line())));
            columns.forEach(column -> fields.add(field(row, column)));
            table.row(fields);
        });
        return table;
    }

    /** What a row's value is called. */
    private String quantity() {
        return switch (sweep.verb()) {
            case ALIGN -> "alignment";
            case TRACE -> "trace";
            case SPECTRUM -> "largest value";
            case FLOW -> "error alignment";
        };
    }

    private LineChart chart() {
        boolean alignments = sweep.verb() == SweepVerb.ALIGN;
        double[] lower = ends(LOWER, -1);
        double[] upper = ends(UPPER, 1);
        double least = Arrays.stream(lower).min().orElse(0);
        double greatest = Arrays.stream(upper).max().orElse(1);
        String title =
                quantity().substring(0, 1).toUpperCase(Locale.ROOT) + quantity().substring(1) + "s";
        return new LineChart(title, "line of the table", alignments ? "kernel alignment" : quantity())
                .range(Math.min(0, least), alignments ? Math.max(1, greatest) : greatest)
                .points(
                        quantity(),
                        IntStream.range(0, estimated.size())
                                .mapToDouble(this::position)
                                .toArray(),
                        ends(VALUE, 0),
                        lower,
                        upper);
    }

    private Table estimates() {
        List<String> header = new ArrayList<>(List.of("line", quantity()));
        header.addAll(sweep.verb() == SweepVerb.SPECTRUM ? List.of("error at most", "products") : INTERVAL);
        if (sweep.verb() == SweepVerb.FLOW) {
            header.add("loss");
        }
        header.add("seconds");
        header.addAll(columns.subList(0, columns.indexOf(VALUE)));
        Table table = new Table(header);
        for (Row row : estimated) {
            List<String> cells = new ArrayList<>(List.of(line(row)));
            cells.add(Numbers.holding(number(row, VALUE).orElseThrow(), halfWidth(row)));
            if (sweep.verb() == SweepVerb.SPECTRUM) {
                cells.add(significant(row, RESIDUAL, 2));
                cells.add(field(row, "products"));
            } else {
                cells.add(interval(row));
                cells.add(field(row, "method"));
                cells.add(field(row, "applications"));
            }
            if (sweep.verb() == SweepVerb.FLOW) {
                cells.add(significant(row, LOSS, LOSS_DIGITS));
            }
            cells.add(significant(row, "seconds", 3));
            cells.addAll(asked(row));
            table.row(cells);
        }
        return table;
    }

    private String significant(Row row, String column, int digits) {
        OptionalDouble number = number(row, column);
        return number.isPresent() ? Numbers.significant(number.getAsDouble(), digits) : "-";
    }

    /** {@return what the table said of a row; the answers follow it} */
    private List<String> asked(Row row) {
        return columns.subList(0, columns.indexOf(VALUE)).stream()
                .map(column -> field(row, column))
                .toList();
    }

    private String interval(Row row) {
        OptionalDouble lower = number(row, LOWER);
        OptionalDouble upper = number(row, UPPER);
        return lower.isPresent() && upper.isPresent()
                ? Numbers.interval(lower.getAsDouble(), number(row, VALUE).orElseThrow(), upper.getAsDouble())
                : field(row, "error_kind");
    }

    private OptionalDouble halfWidth(Row row) {
        OptionalDouble lower = number(row, LOWER);
        OptionalDouble upper = number(row, UPPER);
        return lower.isPresent() && upper.isPresent()
                ? OptionalDouble.of((upper.getAsDouble() - lower.getAsDouble()) / 2)
                : number(row, RESIDUAL);
    }

    /** {@return ends of what is known of the values: of an interval, a bound away from the value, or the value itself} */
    private double[] ends(String column, int side) {
        return estimated.stream()
                .mapToDouble(row -> number(row, column)
                        .orElseGet(() -> number(row, VALUE).orElseThrow()
                                + side * number(row, RESIDUAL).orElse(0)))
                .toArray();
    }

    private OptionalDouble number(Row row, String column) {
        try {
            double number = Double.parseDouble(field(row, column));
            return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private String field(Row row, String column) {
        int index = columns.indexOf(column);
        return index >= 0 && index < row.fields().size() ? row.fields().get(index) : "";
    }
}
