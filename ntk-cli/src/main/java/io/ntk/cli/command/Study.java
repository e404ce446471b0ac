package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.cli.chart.BarChart;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.HtmlPage;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.metric.AlignmentContributions;
import io.ntk.estimators.metric.AlignmentContributions.Part;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.estimators.spectrum.RitzValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Supplementary sections of a report. What a backend cannot do is said where it would be shown. */
final class Study {
    private static final int FEWEST_SAMPLES = 8;
    private static final int EIGENVALUES = 20;
    private static final int EIGENVALUE_PRODUCTS = 120;
    private static final int CONTRIBUTION_PROBES = 50;

    private final Kernel before;
    private final Kernel after;
    private final boolean single;
    private final EstimatorOptions options;
    private final HtmlPage page;

    private Study(HtmlPage page, Kernel before, Kernel after, EstimatorOptions options) {
        this.page = page;
        this.before = before;
        this.after = after;
        this.single = before == after;
        this.options = options.withoutTolerance().withProgress(Progress.none());
    }

    /** Of one kernel, whose model is open. */
    static Study of(HtmlPage page, Kernel only, EstimatorOptions options) {
        return new Study(page, only, only, options);
    }

    /** Of two kernels, whose models are open. */
    static Study of(HtmlPage page, Kernel before, Kernel after, EstimatorOptions options) {
        return new Study(page, before, after, options);
    }

    /** Shows how an estimate settles, what it is made of, and the spectrum. */
    void all(
            String what,
            Estimate last,
            Optional<AlignmentContributions> known,
            Function<EstimatorOptions, Estimate> estimator) {
        convergence(what, last, estimator);
        contributions(known);
        spectrum();
    }

    /** How the estimate settles as the samples double, up to the one that was asked for. */
    private void convergence(String what, Estimate last, Function<EstimatorOptions, Estimate> estimator) {
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
        LineChart chart =
                new LineChart("Estimate by number of samples", "applications of each operator", what).logarithmicX();
        Estimates.band(chart, last.estimator(), x, estimates).level("reported", last.value());
        boolean stated = estimates.stream().allMatch(e -> e.interval95().isPresent());
        page.chart(
                chart,
                (stated ? "The band is the 95% interval that each estimate states for itself. " : "")
                        + "Estimates of one seed share their first probes.");
    }

    /** The largest eigenvalues. */
    private void spectrum() {
        page.section("Spectrum");
        try {
            LineChart chart = SpectrumReport.chart("Largest eigenvalues", "eigenvalue");
            List<RitzValue> values = new ArrayList<>(addEigenvalues(chart, single ? "kernel" : "before", before));
            if (!single) {
                values.addAll(addEigenvalues(chart, "after", after));
            }
            page.chart(chart, SpectrumReport.bounds(values));
        } catch (NtkException e) {
            page.text(String.valueOf(e.getMessage()));
        }
    }

    private List<RitzValue> addEigenvalues(LineChart chart, String name, Kernel kernel) {
        long order = kernel.order();
        int count = (int) Math.min(EIGENVALUES, order);
        EstimatorOptions budget = options.withSamples((int) Math.min(order, EIGENVALUE_PRODUCTS));
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(kernel.operator(), count, budget)) {
            SpectrumReport.addTo(chart, name, pairs.values());
            return pairs.values();
        }
    }

    /**
     * What each parameter tensor and each step adds to the alignment, or to the squared norm of a single kernel; nothing of
     * operators that no tensor adds to.
     *
     * @param known if this was asked for already
     */
    void contributions(Optional<AlignmentContributions> known) {
        if (before.linearization().isEmpty() || after.linearization().isEmpty()) {
            return;
        }
        page.section("Contributions");
        String of = single ? "the squared norm of the kernel, as a share of 1" : "the alignment";
        try {
            AlignmentContributions found = known.orElseGet(this::estimatedContributions);
            BarChart tensors = new BarChart("By parameter tensor", "contribution");
            BarChart within = new BarChart("Within each tensor", "alignment of its own part");
            for (Part part : found.tensors()) {
                tensors.bar(part.name(), part.contribution().value(), Estimates.halfWidth(part.contribution()));
                part.within().ifPresent(own -> within.bar(part.name(), own.value(), Estimates.halfWidth(own)));
            }
            List<Estimate> steps =
                    found.steps().stream().map(Part::contribution).toList();
            page.text("What each tensor and each step adds to " + of + "; their sums are both "
                    + Estimates.value(found.alignment()) + ", by "
                    + found.alignment().estimator() + " from "
                    + found.alignment().operatorApplications()
                    + " applications of each operator.");
            page.chart(tensors, "How much of the kernel is each tensor's. Bars of error are 95% intervals.");
            if (!single
                    && found.tensors().stream().anyMatch(part -> part.within().isPresent())) {
                page.chart(within, "Within: " + AlignmentDetails.WITHIN_MEANING);
            }
            if (steps.size() > 1) {
                double[] x = found.steps().stream()
                        .mapToDouble(part -> Double.parseDouble(part.name()))
                        .toArray();
                page.chart(
                        Estimates.band(new LineChart("By time step", "step", "contribution"), "contribution", x, steps),
                        "The band holds 95% intervals. Steps count from 0.");
            }
            // A kernel is aligned with itself in every tensor.
            page.table(
                    single
                            ? AlignmentDetails.table("tensor", "contribution", found.tensors())
                            : AlignmentDetails.tensorTable(found));
        } catch (NtkException e) {
            page.text(String.valueOf(e.getMessage()));
        }
    }

    private AlignmentContributions estimatedContributions() {
        long order = before.order();
        return AlignmentContributions.estimate(
                before.requireLinearization("contributions"),
                after.requireLinearization("contributions"),
                options.withSamples((int) Math.min(order, CONTRIBUTION_PROBES)));
    }
}
