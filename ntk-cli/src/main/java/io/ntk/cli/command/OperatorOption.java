package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.estimators.estimate.KernelOperator;
import picocli.CommandLine.Option;

/** The option that says which operator a kernel is. */
@Grouped(OptionGroup.ESTIMATOR)
final class OperatorOption {
    @Option(
            names = "--of",
            paramLabel = "WHAT",
            completionCandidates = Candidates.Operators.class,
            defaultValue = "ntk",
            description =
                    "ntk for Θ = J Jᵀ; or, with J = P F, one-step for K = F Fᵀ, or propagation for P Pᵀ. Default: ntk.")
    private String of = "";

    KernelOperator operator() {
        return KernelOperator.parse(of);
    }
}
