package io.ntk.cli.figure;

import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.report.Table;
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
final class SpectraFigure {
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

    private SpectraFigure() {}

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Table table = new Table("spectrum", "method", "budget", "mean error", "coverage");
        List<Panel> panels = new ArrayList<>();
        spectra().forEach((name, eigenvalue) -> {
            double[] eigenvalues = new double[ORDER];
            Arrays.setAll(eigenvalues, eigenvalue);
            LineChart chart = new LineChart(
                            "Trace, " + name + " spectrum, n = " + ORDER,
                            "applications of the matrix",
                            "mean relative error")
                    .logarithmicX()
                    .logarithmicY();
            for (String method : METHODS) {
                measure(known(runtime.estimators().trace(method), eigenvalues), name, settings, table, chart);
            }
            panels.add(new Panel(name, chart));
        });
        return new FigureData(panels, table);
    }

    private static KnownMethod known(TraceEstimator method, double[] eigenvalues) {
        Kernel kernel = Kernel.of(diagonal(eigenvalues));
        return new KnownMethod(
                "trace",
                method.description(),
                Arrays.stream(eigenvalues).sum(),
                options -> method.estimate(kernel, TraceOf.OPERATOR, options.withProbes(ProbeKind.SPHERE)));
    }

    private static void measure(
            KnownMethod method, String spectrum, FigureSettings settings, Table table, LineChart chart) {
        List<ErrorStudy> studies = BUDGETS.stream()
                .map(budget -> method.errors(budget, settings.seeds()))
                .toList();
        for (int i = 0; i < studies.size(); i++) {
            ErrorStudy study = studies.get(i);
            FigureData.add(table, spectrum, method.name(), BUDGETS.get(i), study.meanError(), study.coverage());
        }
        chart.line(
                method.name(),
                studies.stream().mapToDouble(ErrorStudy::applications).toArray(),
                studies.stream().mapToDouble(ErrorStudy::meanError).toArray());
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
