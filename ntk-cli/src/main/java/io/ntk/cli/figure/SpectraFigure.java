package io.ntk.cli.figure;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.statistics.ErrorStudy;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Trace estimators on matrices of known spectra: those of Epperly, Tropp and Webber (2024), of order 1000. They are
 * diagonal; with probes on the sphere, whose law no rotation changes, the errors are those for any eigenvectors.
 */
final class SpectraFigure implements Figure {
    private static final int ORDER = 1000;
    private static final List<Integer> BUDGETS = List.of(20, 40, 60, 100, 140);
    private static final List<String> METHODS =
            List.of("hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace");

    private static Map<String, IntToDoubleFunction> spectra() {
        Map<String, IntToDoubleFunction> spectra = new LinkedHashMap<>();
        spectra.put("flat", i -> 1 + 2.0 * i / (ORDER - 1));
        spectra.put("polynomial", i -> Math.pow(i + 1, -2));
        spectra.put("exponential", i -> Math.pow(0.7, i));
        spectra.put("step", i -> i < 50 ? 1 : 1e-3);
        return spectra;
    }

    @Override
    public String name() {
        return "spectra";
    }

    @Override
    public String description() {
        return "Mean error of every trace estimator on flat, polynomial, exponential and step spectra.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(1, 2, 1, 200);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = new FigureData.Rows("spectrum", "method", "budget", "mean error", "coverage");
        List<Panel> panels = new ArrayList<>();
        spectra().forEach((name, eigenvalue) -> {
            double[] eigenvalues = new double[ORDER];
            Arrays.setAll(eigenvalues, eigenvalue);
            List<Curve> curves = new ArrayList<>();
            for (String method : METHODS) {
                curves.add(curve(runtime.estimators().trace(method), name, eigenvalues, settings, rows));
            }
            panels.add(new Panel(
                    name,
                    "Trace, " + name + " spectrum, n = " + ORDER,
                    "applications of the matrix",
                    "mean relative error",
                    true,
                    true,
                    curves));
        });
        return rows.with(panels);
    }

    private static Curve curve(
            TraceEstimator method,
            String spectrum,
            double[] eigenvalues,
            FigureSettings settings,
            FigureData.Rows rows) {
        Kernel kernel = Kernel.of(diagonal(eigenvalues));
        double trace = Arrays.stream(eigenvalues).sum();
        String name = method.description().name();
        List<Double> applications = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int budget : BUDGETS) {
            ErrorStudy study = ErrorStudy.of(
                    trace,
                    settings.seeds(),
                    seed -> method.estimate(
                            kernel,
                            TraceOf.OPERATOR,
                            EstimatorOptions.samples(budget).withSeed(seed).withProbes(ProbeKind.SPHERE)));
            applications.add(study.applications());
            errors.add(study.meanError());
            rows.add(spectrum, name, budget, study.meanError(), study.coverage());
        }
        return new Curve(name, applications, errors);
    }

    private static LinearOperator diagonal(double[] values) {
        HeapVectorSpace space = new HeapVectorSpace(IndexShape.of("row", values.length));
        return new AbstractLinearOperator(
                space, space, EnumSet.of(OperatorProperty.SYMMETRIC, OperatorProperty.POSITIVE_SEMIDEFINITE)) {
            @Override
            protected void multiply(MultiVector x, MultiVector y) {
                for (int j = 0; j < x.columns(); j++) {
                    double[] column = x.toArray(j);
                    for (int i = 0; i < column.length; i++) {
                        column[i] *= values[i];
                    }
                    y.setColumn(j, column);
                }
            }

            @Override
            protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                multiply(x, y);
            }
        };
    }
}
