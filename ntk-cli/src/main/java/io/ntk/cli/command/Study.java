package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.chart.BarChart;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Numbers;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.spectrum.AlignmentContributions;
import io.ntk.estimators.spectrum.AlignmentContributions.Part;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.estimators.spectrum.RitzValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What a page shows beside the number that was asked for. What a backend cannot do is said where it would be shown. */
final class Study implements AutoCloseable {
    private static final int FEWEST_SAMPLES = 8;
    private static final int EIGENVALUES = 20;
    private static final int EIGENVALUE_PRODUCTS = 120;
    private static final int CONTRIBUTION_PROBES = 50;

    private final Linearization before;
    private final Linearization after;
    private final boolean single;
    private final EstimatorOptions options;
    private final HtmlPage page;

    private Study(HtmlPage page, Linearization before, Linearization after, boolean single, EstimatorOptions options) {
        this.page = page;
        this.before = before;
        this.after = after;
        this.single = single;
        this.options = options.withoutTolerance().withProgress(Progress.none());
    }

    /** Of one model. */
    static Study of(HtmlPage page, AutodiffBackend backend, Problem problem, EstimatorOptions options) {
        Linearization only = backend.linearize(problem);
        return new Study(page, only, only, true, options);
    }

    /** Of a model before and after training. */
    static Study of(HtmlPage page, AutodiffBackend backend, Problem before, Problem after, EstimatorOptions options) {
        Linearization first = backend.linearize(before);
        try {
            return new Study(page, first, backend.linearize(after), false, options);
        } catch (RuntimeException | Error e) {
            first.close();
            throw e;
        }
    }

    Kernel before() {
        return Kernel.of(before);
    }

    Kernel after() {
        return Kernel.of(after);
    }

    /** How the estimate settles as the samples double, up to the one that was asked for. */
    void convergence(String what, Estimate last, Function<EstimatorOptions, Estimate> estimator) {
        page.section("Convergence");
        if (last.errorKind() == ErrorKind.EXACT) {
            page.text("The value is exact: it does not depend on a number of samples.");
            return;
        }
        List<Estimate> estimates = new ArrayList<>();
        for (long m = FEWEST_SAMPLES; m < last.operatorApplications(); m *= 2) {
            try {
                estimates.add(estimator.apply(options.withSamples((int) m)));
            } catch (NtkException e) {
                page.text("With " + m + " samples: " + e.problem());
            }
        }
        estimates.add(last);
        double[] x =
                estimates.stream().mapToDouble(Estimate::operatorApplications).toArray();
        LineChart chart = new LineChart("Estimate by number of samples", "applications of each operator", what)
                .logarithmicX()
                .band(last.estimator(), x, values(estimates), lower(estimates), upper(estimates))
                .level("reported", last.value());
        boolean stated = estimates.stream().allMatch(e -> e.interval95().isPresent());
        page.chart(
                chart,
                (stated ? "The band is the 95% interval that each estimate states for itself. " : "")
                        + "Estimates of one seed share their first probes.");
    }

    /** The largest eigenvalues. */
    void spectrum() {
        page.section("Spectrum");
        try {
            LineChart chart = new LineChart("Largest eigenvalues", "number", "eigenvalue").logarithmicY();
            addEigenvalues(chart, single ? "kernel" : "before", before);
            if (!single) {
                addEigenvalues(chart, "after", after);
            }
            page.chart(chart, "Bars, where they can be seen, are bounds of the errors.");
        } catch (NtkException e) {
            page.text(String.valueOf(e.getMessage()));
        }
    }

    private void addEigenvalues(LineChart chart, String name, Linearization linearization) {
        long order = linearization.observationSpace().dimension();
        int count = (int) Math.min(EIGENVALUES, order);
        EstimatorOptions budget = options.withSamples((int) Math.min(order, EIGENVALUE_PRODUCTS));
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(linearization.ntk(), count, budget)) {
            List<RitzValue> values = pairs.values();
            chart.points(
                    name,
                    IntStream.rangeClosed(1, values.size()).asDoubleStream().toArray(),
                    values.stream().mapToDouble(RitzValue::value).toArray(),
                    values.stream().mapToDouble(v -> v.value() - v.residual()).toArray(),
                    values.stream().mapToDouble(v -> v.value() + v.residual()).toArray());
        }
    }

    /** What each parameter tensor and each step adds to the alignment, or to the squared norm of a single kernel. */
    void contributions() {
        page.section("Contributions");
        String of = single ? "the squared norm of the kernel, as a share of 1" : "the alignment";
        try {
            EstimatorOptions budget =
                    options.withSamples((int) Math.min(before.observationSpace().dimension(), CONTRIBUTION_PROBES));
            AlignmentContributions found = AlignmentContributions.estimate(before, after, budget);
            BarChart tensors = new BarChart("By parameter tensor", "contribution");
            Table table = new Table("tensor", "contribution", "± (95%)");
            for (Part part : found.tensors()) {
                double half = half(part.contribution());
                tensors.bar(part.name(), part.contribution().value(), half);
                table.row(
                        part.name(), Numbers.significant(part.contribution().value(), 4), Numbers.significant(half, 2));
            }
            List<Estimate> steps =
                    found.steps().stream().map(Part::contribution).toList();
            page.text("What each tensor and each step adds to " + of + ", from " + budget.samples()
                    + " probes of their own; their sums are both "
                    + Numbers.significant(found.alignment().value(), 4) + ".");
            page.chart(tensors, "Bars of error are 95% intervals.");
            if (steps.size() > 1) {
                double[] x = IntStream.range(0, steps.size()).asDoubleStream().toArray();
                page.chart(
                        new LineChart("By time step", "step", "contribution")
                                .band("contribution", x, values(steps), lower(steps), upper(steps)),
                        "The band holds 95% intervals. Steps count from 0.");
            }
            page.table(table);
        } catch (NtkException e) {
            page.text(String.valueOf(e.getMessage()));
        }
    }

    private static double half(Estimate estimate) {
        return estimate.interval95().map(Interval::width).orElse(0.0) / 2;
    }

    private static double[] values(List<Estimate> estimates) {
        return estimates.stream().mapToDouble(Estimate::value).toArray();
    }

    private static double[] lower(List<Estimate> estimates) {
        return estimates.stream()
                .mapToDouble(e -> e.interval95().map(Interval::lower).orElse(e.value()))
                .toArray();
    }

    private static double[] upper(List<Estimate> estimates) {
        return estimates.stream()
                .mapToDouble(e -> e.interval95().map(Interval::upper).orElse(e.value()))
                .toArray();
    }

    @Override
    public void close() {
        before.close();
        after.close();
    }
}
