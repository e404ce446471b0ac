package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.metric.EffectiveDimension;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.estimators.spectrum.LeadingSingularValues;
import io.ntk.estimators.spectrum.PartialTrace;
import io.ntk.estimators.spectrum.Reduction;
import io.ntk.estimators.spectrum.SpectralDensity;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.Float64Linearization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ntk spectrum}: the largest eigenvalues of a kernel and the dimensions it uses, or the singular values of P. */
@Grouped(OptionGroup.ESTIMATOR)
@Command(
        name = "spectrum",
        description = {
            "Compute the largest eigenvalues of a model's kernel.",
            "They come with bounds of their errors, and with the number of dimensions that the kernel effectively uses:"
                    + " in all, and of trials, time steps and units.",
            "--samples bounds the products for each of these; --tolerance is that of the eigenvalues' errors, relative"
                    + " to the largest."
        },
        footer = {
            "%nExamples:",
            "  ntk spectrum --model after.npz --cell gru --inputs inputs.npy --count 20",
            "  ntk spectrum --model after.npz --cell gru --inputs inputs.npy \\",
            "      --density 30 --report spectrum.html",
            "  ntk spectrum --model after.npz --cell gru --inputs inputs.npy \\",
            "      --of propagation",
            "  ntk spectrum --model after.npz --cell gru --inputs inputs.npy \\",
            "      --reduce time,unit --estimator exact --report modes.html"
        })
final class SpectrumCommand extends ModelVerb {
    /** 2 GiB of double precision. */
    private static final long MOST_ELEMENTS = 1L << 28;

    @Mixin
    private final CheckpointOption checkpoint = new CheckpointOption();

    @Option(
            names = "--of",
            paramLabel = "WHAT",
            completionCandidates = Candidates.Operators.class,
            defaultValue = "ntk",
            description =
                    "ntk for Θ = J Jᵀ; or, with J = P F, one-step for K = F Fᵀ, or propagation for the singular values of P,"
                            + " whose squares are the eigenvalues of P Pᵀ. Default: ntk.")
    private String of = "";

    @Option(names = "--count", paramLabel = "K", defaultValue = "10", description = "How many values. Default: 10.")
    private int count;

    @Option(
            names = "--density",
            paramLabel = "STEPS",
            defaultValue = "0",
            description = "Also estimate how all eigenvalues are distributed, by this many Lanczos steps a probe.")
    private int densitySteps;

    @Mixin
    private final ReducingOptions reduction = new ReducingOptions();

    @Override
    List<String> columns() {
        return List.of("number,value,residual\n", "number,value,share_of_trace\n");
    }

    @Override
    void check() {
        KernelOperator operator = operator();
        if (densitySteps < 0 || (densitySteps > 0 && operator == KernelOperator.PROPAGATION)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A density by " + densitySteps + " steps was asked of " + of + ".",
                    "Give a positive number of steps, and --of ntk or one-step.");
        }
        checkReduction(operator);
        super.check();
    }

    private void checkReduction(KernelOperator operator) {
        if (reduction.reduction().isPresent() && (operator != KernelOperator.NTK || densitySteps > 0)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A reduced kernel was asked for together with " + (densitySteps > 0 ? "a density" : "--of " + of)
                            + ".",
                    "Give --reduce without --density, and --of ntk.");
        }
        reduction.check("other spectra have one method");
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Problem problem = model().problem(place, checkpoint.file(place));
        KernelOperator operator = operator();
        IndexShape shape = operator.shape(problem);
        EstimatorOptions options = options(shape, place, progress);
        Optional<Reduction> reduced = reduction.reduction(shape);
        int values = (int) Math.min(count, shape.order());
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (Linearization linearization = backend.linearize(problem);
                Float64Linearization repeated = new Float64Linearization(backend, linearization)) {
            Kernel kernel = repeated.kernel(operator);
            if (reduced.isPresent()) {
                ReducedKernel found = ReducedKernel.of(reduced.get(), reduction.estimator(), kernel, count, options);
                return show(
                        new ReducedReport(
                                found,
                                new Computation(backend, problem, options.seed(), watch.seconds(), place.read())),
                        progress);
            }
            SpectrumReport.Spectrum spectrum = operator == KernelOperator.PROPAGATION
                    ? propagation(linearization, values, options)
                    : kernel(kernel, values, options);
            Computation computation = new Computation(backend, problem, options.seed(), watch.seconds(), place.read());
            return show(
                    new SpectrumReport(
                            operator,
                            shape,
                            spectrum,
                            computation,
                            page -> Study.of(page, kernel, options).contributions(Optional.empty())),
                    progress);
        }
    }

    private KernelOperator operator() {
        return KernelOperator.parse(of);
    }

    /** The eigenpairs come first, since they may need more memory than is allowed. */
    private SpectrumReport.Spectrum kernel(Kernel kernel, int values, EstimatorOptions options) {
        SpectrumReport.Spectrum leading = leading(kernel, values, options);
        Map<String, Estimate> dimensions = new LinkedHashMap<>();
        dimensions.put("all", new EffectiveDimension().estimate(kernel, options));
        for (Axis axis : kernel.operator().domain().shape().axes()) {
            dimensions.put(
                    axis.name(),
                    PartialTrace.estimate(kernel.operator(), axis.name(), options)
                            .effectiveDimension());
        }
        Optional<SpectralDensity> density = densitySteps == 0
                ? Optional.empty()
                : Optional.of(SpectralDensity.estimate(kernel.operator(), densitySteps, options));
        return leading.with(dimensions, density);
    }

    private SpectrumReport.Spectrum leading(Kernel kernel, int values, EstimatorOptions options) {
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(kernel.operator(), values, options)) {
            Optional<NumericArray> vectors = wantsArrays() ? Optional.of(vectors(pairs.vectors())) : Optional.empty();
            return new SpectrumReport.Spectrum(
                    pairs.values(), pairs.products(), pairs.stop(), Map.of(), Optional.empty(), vectors);
        }
    }

    private static NumericArray vectors(MultiVector vectors) {
        List<Integer> shape = new ArrayList<>(List.of(vectors.columns()));
        vectors.space().shape().axes().forEach(axis -> shape.add(Math.toIntExact(axis.size())));
        long length = vectors.space().dimension();
        if (length > MOST_ELEMENTS / vectors.columns()) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    vectors.columns() + " eigenvectors of " + length + " elements are too many for one array.",
                    "Give a smaller --count, or --out FILE.csv for the values alone.");
        }
        double[] all = new double[(int) length * vectors.columns()];
        for (int j = 0; j < vectors.columns(); j++) {
            System.arraycopy(vectors.toArray(j), 0, all, j * (int) length, (int) length);
        }
        return new NumericArray("vectors", shape, all);
    }

    private static SpectrumReport.Spectrum propagation(
            Linearization linearization, int values, EstimatorOptions options) {
        LeadingSingularValues singular = LeadingSingularValues.of(linearization.propagation(), values, options);
        return new SpectrumReport.Spectrum(
                singular.values(), singular.products(), singular.stop(), Map.of(), Optional.empty(), Optional.empty());
    }
}
