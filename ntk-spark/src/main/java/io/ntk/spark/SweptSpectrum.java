package io.ntk.spark;

import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.metric.EffectiveDimension;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.estimators.spectrum.LeadingSingularValues;
import io.ntk.estimators.spectrum.RitzValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The leading values of one checkpoint, as {@code ntk spectrum} computes them; several stand in one field, separated by semicolons. */
final class SweptSpectrum implements SweepQuantity {
    private static final int DEFAULT_COUNT = 10;

    @Override
    public List<String> checkpoints() {
        return List.of(SweepRow.MODEL);
    }

    @Override
    public List<String> options() {
        return List.of(SweepRow.OF, SweepRow.COUNT);
    }

    @Override
    public List<String> results() {
        return List.of(
                "value",
                "residual",
                "values",
                "residuals",
                "products",
                "stop",
                "effective_dimension",
                "effective_dimension_lower95",
                "effective_dimension_upper95");
    }

    @Override
    public List<String> compute(SweepRow row, Means means) {
        KernelOperator operator =
                row.value(SweepRow.OF).map(KernelOperator::parse).orElse(KernelOperator.NTK);
        int wanted = row.count().orElse(DEFAULT_COUNT);
        Problem problem = row.problem(means);
        long order = operator.shape(problem).order();
        EstimatorOptions options = row.options(order, means.memoryLimit());
        int count = (int) Math.min(wanted, order);
        try (Linearization linearization = means.backend().linearize(problem)) {
            return operator == KernelOperator.PROPAGATION
                    ? singularValues(linearization, count, options)
                    : eigenvalues(operator.of(linearization), count, options);
        }
    }

    private static List<String> eigenvalues(Kernel kernel, int count, EstimatorOptions options) {
        Estimate dimension = new EffectiveDimension().estimate(kernel, options);
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(kernel.operator(), count, options)) {
            List<String> fields = new ArrayList<>(fields(pairs.values(), pairs.products(), pairs.stop()));
            fields.add(String.valueOf(dimension.value()));
            fields.addAll(EstimateFields.interval(dimension));
            return fields;
        }
    }

    private static List<String> singularValues(Linearization linearization, int count, EstimatorOptions options) {
        LeadingSingularValues singular = LeadingSingularValues.of(linearization.propagation(), count, options);
        List<String> fields = new ArrayList<>(fields(singular.values(), singular.products(), singular.stop()));
        fields.addAll(List.of("", "", ""));
        return fields;
    }

    private static List<String> fields(List<RitzValue> values, int products, StopReason stop) {
        return List.of(
                String.valueOf(values.get(0).value()),
                String.valueOf(values.get(0).residual()),
                joined(values, RitzValue::value),
                joined(values, RitzValue::residual),
                String.valueOf(products),
                stop.label());
    }

    private static String joined(List<RitzValue> values, ToDoubleFunction<RitzValue> part) {
        return values.stream()
                .map(value -> String.valueOf(part.applyAsDouble(value)))
                .collect(Collectors.joining(";"));
    }
}
