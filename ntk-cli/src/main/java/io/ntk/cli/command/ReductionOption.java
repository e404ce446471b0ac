package io.ntk.cli.command;

import io.ntk.api.linalg.IndexShape;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.estimators.spectrum.Reduction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that takes a number of a kernel from the kernel that only some of its axes are left of. */
@Grouped(OptionGroup.ESTIMATOR)
final class ReductionOption {
    @Option(
            names = "--reduce",
            paramLabel = "AXES",
            completionCandidates = Candidates.Reductions.class,
            description =
                    "Reduce the kernel to trial, time or unit, or to two of them as in trial,time: the other axes are traced"
                            + " out, which is the sum of the diagonal blocks. sum:AXES is the sum of all blocks instead, as in the"
                            + " package that was published with the method.")
    private @Nullable String reduce;

    /** {@return the reduction that was asked for} */
    Optional<Reduction> reduction() {
        return Optional.ofNullable(reduce).map(Reduction::parse);
    }

    /**
     * {@return the reduction that was asked for}
     *
     * @param shape of the vectors that the kernel acts on
     * @throws io.ntk.api.NtkException if they lack an axis that it names
     */
    Optional<Reduction> reduction(IndexShape shape) {
        Optional<Reduction> reduction = reduction();
        reduction.ifPresent(given -> given.axes().forEach(shape::position));
        return reduction;
    }
}
