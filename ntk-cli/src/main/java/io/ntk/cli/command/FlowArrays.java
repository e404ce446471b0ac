package io.ntk.cli.command;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.Axis;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.Estimates;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** The flow as arrays for NumPy. */
final class FlowArrays {
    private FlowArrays() {}

    static List<NumericArray> of(FlowFacts facts, Problem problem) {
        GradientFlow flow = facts.flow();
        List<Integer> observed = problem.observedShape().axes().stream()
                .map(axis -> Math.toIntExact(axis.size()))
                .toList();
        List<NumericArray> arrays = new ArrayList<>(List.of(
                new NumericArray("error", observed, facts.found().error()),
                new NumericArray("flow", observed, flow.flow())));
        for (ParameterTensor tensor : problem.labelledLayout().tensors()) {
            arrays.add(new NumericArray(
                    "gradient." + tensor.name(),
                    tensor.shape(),
                    Arrays.copyOfRange(flow.gradient(), tensor.offset(), tensor.offset() + tensor.size())));
        }
        arrays.add(scalar("loss_before", facts.found().value()));
        arrays.add(scalar("error_norm", flow.errorNorm()));
        arrays.add(scalar("gradient_norm", flow.gradientNorm()));
        arrays.add(scalar("flow_norm", flow.flowNorm()));
        arrays.add(scalar("rayleigh", flow.rayleigh()));
        arrays.addAll(Estimates.arrays("norm", List.of(), List.of(facts.norm())));
        arrays.addAll(Estimates.arrays("error_alignment", List.of(), List.of(facts.alignment())));
        arrays.add(vector("flow_share_by_step", flow.flowShare(Axis.TIME)));
        arrays.add(vector("flow_share_by_trial", flow.flowShare(Axis.TRIAL)));
        arrays.add(vector("flow_share_by_unit", flow.flowShare(Axis.UNIT)));
        arrays.add(vector("stages", values(facts.stages().values().stream().mapToDouble(gain -> gain))));
        ErrorSpectrum spectrum = facts.spectrum();
        arrays.add(vector(
                "error_spectrum_values", values(spectrum.values().stream().mapToDouble(RitzValue::value))));
        arrays.add(vector(
                "error_spectrum_shares", values(spectrum.shares().stream().mapToDouble(ErrorSpectrum.Share::value))));
        arrays.add(vector(
                "error_spectrum_errors", values(spectrum.shares().stream().mapToDouble(ErrorSpectrum.Share::error))));
        facts.groups().ifPresent(groups -> addGroups(arrays, groups));
        facts.prediction().ifPresent(prediction -> {
            arrays.add(vector("frozen_losses", prediction.frozen().losses()));
            arrays.add(vector("frozen_errors", prediction.frozen().bounds()));
        });
        return arrays;
    }

    private static void addGroups(List<NumericArray> arrays, FlowFacts.Groups groups) {
        List<Integer> shape = List.of(groups.size(), groups.size());
        arrays.add(vector("groups", values(groups.names().stream().mapToDouble(Double::parseDouble))));
        arrays.add(new NumericArray(
                "group_gradient_cosine",
                shape,
                values(groups.indices().flatMapToDouble(a -> Arrays.stream(groups.cosines(a))))));
        arrays.addAll(Estimates.arrays(
                "group_block_alignment",
                shape,
                groups.indices()
                        .flatMap(a -> groups.indices().map(b -> groups.block(a, b)))
                        .toList()));
    }

    private static double[] values(DoubleStream stream) {
        return stream.toArray();
    }

    private static NumericArray scalar(String name, double value) {
        return new NumericArray(name, List.of(), new double[] {value});
    }

    private static NumericArray vector(String name, double[] values) {
        return new NumericArray(name, List.of(values.length), values);
    }
}
