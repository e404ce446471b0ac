package io.ntk.cli.command;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cli.report.Computation;
import io.ntk.estimators.dynamics.ExtremeSingularValue;
import io.ntk.estimators.dynamics.InversePropagation;
import io.ntk.estimators.dynamics.LyapunovExponents;
import io.ntk.estimators.estimate.EstimatorOptions;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ntk dynamics}: Lyapunov exponents, and the extreme singular values of the propagation P. */
@Command(
        name = "dynamics",
        description = {
            "Compute how a model's dynamics amplify perturbations.",
            "That says whether gradients vanish or explode.",
            "Shown are the Lyapunov exponents of each trial over its steps, their mean and spread over trials, and the"
                    + " largest and smallest singular values of P, which takes perturbations of each step to what is observed.",
            "--samples bounds the products for each of the two; --tolerance is that of their errors.",
            "The exponents have no sampling error."
        },
        footer = {
            "%nExamples:",
            "  ntk dynamics --model after.npz --cell gru --inputs inputs.npy",
            "  ntk dynamics --model after.npz --cell gru --inputs inputs.npy \\",
            "      --precision float64 --out dynamics.npz --report dynamics.html"
        })
final class DynamicsCommand extends ModelVerb {
    @Mixin
    private final CheckpointOption checkpoint = new CheckpointOption();

    @Override
    List<String> columns() {
        return List.of("number,lyapunov_mean,lyapunov_standard_deviation\n");
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Problem problem = model().problem(place, checkpoint.file(place));
        EstimatorOptions options = options(problem.observedShape(), place, progress);
        AutodiffBackend backend = place.backend();
        Stopwatch watch = Stopwatch.started();
        try (Linearization linearization = backend.linearize(problem)) {
            LyapunovExponents exponents = LyapunovExponents.of(linearization, options.memoryLimit(), progress);
            ExtremeSingularValue largest = ExtremeSingularValue.largest(linearization, options);
            Optional<String> obstacle = InversePropagation.obstacle(linearization);
            Optional<ExtremeSingularValue> smallest = obstacle.isPresent()
                    ? Optional.empty()
                    : Optional.of(ExtremeSingularValue.smallest(linearization, options));
            Computation computation = new Computation(backend, problem, options.seed(), watch.seconds(), place.read());
            return show(new DynamicsReport(exponents, largest, smallest, obstacle, computation), progress);
        }
    }
}
