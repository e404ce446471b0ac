package io.ntk.cli.command;

import io.ntk.api.linalg.IndexShape;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Report;
import io.ntk.cli.report.ResultFile;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A verb that estimates from random probes, and whose numbers other programs can read. */
@Grouped(OptionGroup.OUTPUT)
abstract class EstimatingVerb extends ComputingVerb {
    @Mixin
    private final SamplingOptions sampling = new SamplingOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also write the result for other programs: all of it to a .json file, its table to a .csv, or"
                    + " its numbers to a .npz file of arrays.")
    private @Nullable Path out;

    @Override
    void check() {
        super.check();
        if (out != null) {
            ResultFile.requireWritable(out, maker());
        }
    }

    @Override
    List<String> columns() {
        return List.of("quantity,name,value,standard_error,lower95,upper95");
    }

    @Override
    List<Runnable> files(Report report) {
        List<Runnable> files = new ArrayList<>();
        Path file = out;
        if (file != null) {
            files.add(() -> ResultFile.write(file, report, maker()));
        }
        files.addAll(super.files(report));
        return files;
    }

    /** {@return whether {@code --out} names a file of arrays} */
    final boolean wantsArrays() {
        return out != null && ResultFile.holdsArrays(out);
    }

    /** {@return what a method that needs no choosing is told of a kernel on vectors of some shape} */
    final EstimatorOptions options(IndexShape shape, Workplace place, Progress progress) {
        return sampling.options(shape.order(), place.configuration(), progress);
    }

    /** {@return what a method is told of a kernel on vectors of some shape} */
    final EstimatorOptions options(EstimatorDescription method, IndexShape shape, Workplace place, Progress progress) {
        return sampling.options(method, shape.order(), place.configuration(), progress);
    }
}
