package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.cli.report.Computation;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Lines;
import io.ntk.cli.report.ModelReport;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.spectrum.MatrixModes;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The leading part of the spectrum of a reduced kernel, with all that made it. */
record ReducedReport(ReducedKernel reduced, Computation computation) implements ModelReport {

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .with("metric", "spectrum")
                .with("of", "ntk")
                .with("reduction", new ReducedAxes(reduced.reduction(), kept()).json())
                .with("values", values().stream().map(RitzValue::value).toList())
                .with("matrixError", reduced.found().errorNorm());
        reduced.numbers().forEach((name, estimate) -> json.with(name, Estimates.json(estimate)));
        Estimate trace = reduced.found().trace();
        json.with("estimator", trace.estimator()).with("samples", trace.samples());
        return computation.putInto(json);
    }

    private IndexShape kept() {
        return reduced.found().kept();
    }

    private List<RitzValue> values() {
        return reduced.modes().values();
    }

    /** The values, each with the error of the whole matrix, which none of theirs exceeds. */
    private List<RitzValue> bounded() {
        double error = reduced.found().errorNorm();
        return values().stream()
                .map(value -> new RitzValue(value.value(), error))
                .toList();
    }

    private Estimate number(String name) {
        return Objects.requireNonNull(reduced.numbers().get(name));
    }

    private boolean isExact() {
        return reduced.found().errorKind() == ErrorKind.EXACT;
    }

    @Override
    public Table table() {
        double trace = reduced.found().trace().value();
        Table table = new Table("number", "value", "share_of_trace");
        for (int i = 0; i < values().size(); i++) {
            double value = values().get(i).value();
            table.row(String.valueOf(i + 1), String.valueOf(value), trace == 0 ? "" : String.valueOf(value / trace));
        }
        return table;
    }

    @Override
    public List<NumericArray> arrays() {
        MatrixModes modes = reduced.modes();
        int order = modes.vectors().getNumRows();
        int count = values().size();
        List<NumericArray> arrays = new ArrayList<>(List.of(
                new NumericArray(
                        "matrix", List.of(order, order), reduced.found().matrix().data),
                new NumericArray(
                        "values",
                        List.of(count),
                        values().stream().mapToDouble(RitzValue::value).toArray())));
        double[] vectors = new double[count * order];
        for (int j = 0; j < count; j++) {
            System.arraycopy(mode(j), 0, vectors, j * order, order);
        }
        List<Integer> shape = new ArrayList<>(List.of(count));
        kept().axes().forEach(axis -> shape.add(axis.size()));
        arrays.add(new NumericArray("vectors", shape, vectors));
        reduced.numbers()
                .forEach((name, estimate) ->
                        arrays.addAll(Estimates.arrays(snakeCase(name), List.of(), List.of(estimate))));
        return arrays;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    /** An eigenvector, its largest element made positive. */
    private double[] mode(int number) {
        double[] mode = new double[reduced.modes().vectors().getNumRows()];
        double largest = 0;
        for (int i = 0; i < mode.length; i++) {
            mode[i] = reduced.modes().vectors().get(i, number);
            largest = Math.abs(mode[i]) > Math.abs(largest) ? mode[i] : largest;
        }
        for (int i = 0; i < mode.length && largest < 0; i++) {
            mode[i] = -mode[i];
        }
        return mode;
    }

    /** The values alone, one a line. */
    @Override
    public String value() {
        return values().stream().map(value -> value.value() + "\n").collect(Collectors.joining());
    }

    @Override
    public String text() {
        return valueTable() + "\n" + numberTable() + "\n" + Lines.line("kernel", what() + ".")
                + Lines.line("error", error())
                + Estimates.notes(reduced.numbers().values().stream())
                + computation.text()
                + Lines.line("products", effort());
    }

    private String what() {
        String rest = computation.problem().observedShape().axes().stream()
                .map(Axis::name)
                .filter(name ->
                        kept().axes().stream().noneMatch(axis -> axis.name().equals(name)))
                .collect(Collectors.joining(" and "));
        String blocks = reduced.reduction().sumsAllBlocks()
                ? "the sum of all blocks over " + rest + ", not a partial trace"
                : "the sum of the diagonal blocks over " + rest;
        return "reduced to " + kept() + ", " + (rest.isEmpty() ? "which is all of it" : blocks);
    }

    private String error() {
        return isExact()
                ? "exact, up to rounding in "
                        + computation.problem().precision().label()
                : "eigenvalues are those of an estimated matrix, whose error in the Frobenius norm, about "
                        + Numbers.significant(reduced.found().errorNorm(), 2) + ", none of theirs exceeds";
    }

    private Table valueTable() {
        double trace = reduced.found().trace().value();
        Table table = new Table("", "eigenvalue", "% of the trace");
        for (int i = 0; i < values().size(); i++) {
            double value = values().get(i).value();
            table.row(
                    String.valueOf(i + 1),
                    isExact()
                            ? Numbers.significant(value)
                            : Numbers.holding(
                                    value, OptionalDouble.of(reduced.found().errorNorm())),
                    trace == 0 ? "-" : Numbers.significant(100 * value / trace, 3));
        }
        return table;
    }

    private Table numberTable() {
        Table table = new Table("reduced kernel", "value", "95% interval");
        row(table, "top eigenvalue", number(ReducedKernel.TOP_EIGENVALUE));
        row(table, "effective dimension, of " + kept().size(), number(ReducedKernel.EFFECTIVE_DIMENSION));
        row(table, "trace", reduced.found().trace());
        row(table, "squared Frobenius norm", reduced.found().squaredNorm());
        return table;
    }

    private static void row(Table table, String name, Estimate estimate) {
        table.row(name, Estimates.value(estimate), Estimates.interval(estimate));
    }

    private String effort() {
        return reduced.found().trace().operatorApplications() + " with "
                + (isExact() ? "unit vectors" : "random probes") + ", "
                + Numbers.seconds(computation.seconds());
    }

    @Override
    public HtmlPage page() {
        Estimate dimension = number(ReducedKernel.EFFECTIVE_DIMENSION);
        HtmlPage page =
                new HtmlPage("Kernel of " + computation.problem().model().name() + " by "
                        + kept().axes().stream().map(Axis::name).collect(Collectors.joining(" and ")));
        page.number(
                "effective dimension, of " + kept().size(),
                Estimates.headline(dimension),
                Estimates.error(dimension, computation.problem().precision()));
        page.text("The kernel is " + what() + ".");
        KernelPictures.add(page, "Reduced kernel", reduced.found(), computation.problem());
        page.chart(
                SpectrumReport.addTo(SpectrumReport.chart("Largest eigenvalues", "eigenvalue"), "value", bounded()),
                isExact()
                        ? "The eigenvalues are exact, up to rounding."
                        : "The bars are bounds of the errors: ±"
                                + Numbers.significant(reduced.found().errorNorm(), 2)
                                + ", the error of the estimated matrix in the Frobenius norm. What is not larger, and its mode, may be"
                                + " of the estimate alone.");
        page.table(numberTable()).section("Leading modes");
        double[][] modes = new double[Math.min(values().size(), ModePictures.MOST)][];
        for (int j = 0; j < modes.length; j++) {
            modes[j] = mode(j);
        }
        new ModePictures(kept(), computation.problem()).addTo(page, modes);
        page.table(valueTable()).text("Products: " + effort() + ".");
        return page;
    }
}
