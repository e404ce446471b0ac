package io.ntk.cli.command;

import io.ntk.api.linalg.Axis;
import io.ntk.cli.report.Estimates;
import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.flow.ErrorSpectrum;
import io.ntk.estimators.flow.GradientFlow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The flow as a table: a row for every number, by what it is of. */
final class FlowTable {
    private FlowTable() {}

    static Table of(FlowFacts facts) {
        List<String> columns = new ArrayList<>(List.of("quantity", "name"));
        columns.addAll(Estimates.COLUMNS);
        Table table = new Table(columns);
        GradientFlow flow = facts.flow();
        add(table, "loss_before", facts.loss().label(), facts.found().value(), null);
        add(table, "error_norm", "", flow.errorNorm(), null);
        add(table, "gradient_norm", "", flow.gradientNorm(), null);
        add(table, "flow_norm", "", flow.flowNorm(), null);
        add(table, "rayleigh", "", flow.rayleigh(), null);
        add(table, "norm", "", facts.norm());
        add(table, "error_alignment", "", facts.alignment());
        flow.gradientShare().forEach((tensor, share) -> add(table, "gradient_share", tensor, share, null));
        addAll(table, "flow_share_by_step", flow.flowShare(Axis.TIME));
        addAll(table, "flow_share_by_trial", flow.flowShare(Axis.TRIAL));
        addAll(table, "flow_share_by_unit", flow.flowShare(Axis.UNIT));
        facts.stages().forEach((stage, gain) -> add(table, "stage", stage, gain, null));
        List<ErrorSpectrum.Share> shares = facts.spectrum().shares();
        for (int k = 0; k < shares.size(); k++) {
            ErrorSpectrum.Share share = shares.get(k);
            add(table, "error_share", String.valueOf(k + 1), share.value(), share.error());
        }
        facts.groups().ifPresent(groups -> addGroups(table, groups));
        facts.prediction().ifPresent(prediction -> {
            double[] losses = prediction.frozen().losses();
            for (int s = 0; s < losses.length; s++) {
                add(
                        table,
                        "frozen_loss",
                        String.valueOf(s),
                        losses[s],
                        prediction.frozen().bounds()[s]);
            }
        });
        return table;
    }

    private static void addGroups(Table table, FlowFacts.Groups groups) {
        for (int a = 0; a < groups.size(); a++) {
            for (int b = a + 1; b < groups.size(); b++) {
                String pair = groups.names().get(a) + " " + groups.names().get(b);
                add(table, "group_gradient_cosine", pair, groups.cosine(a, b), null);
                add(table, "group_block_alignment", pair, groups.block(a, b));
            }
        }
    }

    private static void addAll(Table table, String quantity, double[] values) {
        for (int i = 0; i < values.length; i++) {
            add(table, quantity, String.valueOf(i), values[i], null);
        }
    }

    /** With a bound of the error, or exact. */
    private static void add(Table table, String quantity, String name, double value, @Nullable Double bound) {
        boolean isKnown = !Double.isNaN(value);
        table.row(
                quantity,
                name,
                isKnown ? String.valueOf(value) : "",
                "",
                isKnown && bound != null ? String.valueOf(value - bound) : "",
                isKnown && bound != null ? String.valueOf(value + bound) : "");
    }

    private static void add(Table table, String quantity, String name, Estimate estimate) {
        List<String> row = new ArrayList<>(List.of(quantity, name));
        row.addAll(Estimates.fields(estimate));
        table.row(row);
    }
}
