package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.Float64Linearization;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.training.flow.ObservedLoss;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import io.ntk.training.loss.TargetsFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What gradient descent on targets does next to one checkpoint, as {@code ntk flow} finds it: the numbers of it that are not one for
 * each tensor, step, unit or trial. The value is the alignment of the error with the kernel.
 */
final class SweptFlow implements SweepQuantity {
    @Override
    public List<String> checkpoints() {
        return List.of(SweepRow.MODEL);
    }

    @Override
    public List<String> otherFiles() {
        return List.of(SweepRow.TARGETS);
    }

    @Override
    public List<String> options() {
        return List.of(SweepRow.ESTIMATOR, SweepRow.LOSS, SweepRow.ONLY_VALID);
    }

    @Override
    public List<String> results() {
        List<String> columns = new ArrayList<>(EstimateFields.COLUMNS);
        columns.addAll(List.of(
                "loss_value",
                "counted_steps",
                "error_norm",
                "gradient_norm",
                "flow_norm",
                "rayleigh",
                "norm",
                "norm_lower95",
                "norm_upper95",
                "gain_backward",
                "gain_one_step",
                "gain_forward"));
        return columns;
    }

    @Override
    public List<String> compute(SweepRow row, Means means) {
        Loss loss = row.value(SweepRow.LOSS).map(Loss::parse).orElse(Loss.MSE);
        TraceEstimator estimator = row.value(SweepRow.ESTIMATOR)
                .map(means.estimators()::trace)
                .orElseGet(means.estimators()::defaultTrace);
        ModelSettings settings = row.settings(means.files()).withObservable(Observable.OUTPUTS);
        Optional<ArrayReference> mask = settings.restriction().valid();
        boolean onlyValid = row.isOn(SweepRow.ONLY_VALID);
        if (onlyValid && mask.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + SweepRow.ONLY_VALID + "' is true, but the row has no mask of valid steps.",
                    "Fill '" + SweepRow.VALID + "'.");
        }
        ArrayReference inputs = row.trials(SweepRow.INPUTS, means.files());
        Problem outputs = means.models()
                .problem(
                        means.files().apply(row.required(SweepRow.MODEL)),
                        inputs,
                        onlyValid
                                ? settings
                                : settings.withRestriction(
                                        settings.restriction().withoutValid()));
        Targets targets = TargetsFile.of(outputs, means.models().trials(outputs, inputs, settings.restriction()))
                .read(
                        row.trials(SweepRow.TARGETS, means.files()),
                        loss,
                        onlyValid ? Optional.empty() : mask,
                        outputs.restriction().valid());
        Problem problem = ObservedLoss.observing(outputs, row.observable());
        try (Linearization linearization = means.backend().linearize(problem);
                Float64Linearization repeated = new Float64Linearization(means.backend(), linearization)) {
            ObservedLoss found = ObservedLoss.of(means.backend(), linearization, loss, targets);
            Estimate squares = estimator.estimate(
                    repeated.kernel(),
                    TraceOf.SQUARE,
                    row.options(problem.observedShape().order(), means.memoryLimit()));
            return fields(
                    found.value(), targets.countedPlaces(), GradientFlow.of(linearization, found.error()), squares);
        }
    }

    private static List<String> fields(double loss, int counted, GradientFlow flow, Estimate squares) {
        Estimate norm = GradientFlow.norm(squares);
        List<String> fields = new ArrayList<>(EstimateFields.of(flow.errorAlignment(squares)));
        fields.addAll(List.of(String.valueOf(loss), String.valueOf(counted)));
        for (double fact :
                new double[] {flow.errorNorm(), flow.gradientNorm(), flow.flowNorm(), flow.rayleigh(), norm.value()}) {
            fields.add(String.valueOf(fact));
        }
        fields.addAll(EstimateFields.interval(norm));
        flow.stages().forEach(stage -> fields.add(Double.isNaN(stage.gain()) ? "" : String.valueOf(stage.gain())));
        return fields;
    }
}
