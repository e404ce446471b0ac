package io.ntk.cli.command;

import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Presentation;
import io.ntk.cli.report.Report;
import io.ntk.runtime.NtkRuntime;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A verb that computes with an engine, and whose result can be read as a page. */
abstract class ComputingVerb extends Verb {
    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a page with pictures for a browser, one .html file that needs nothing else.")
    private @Nullable Path page;

    @Override
    void check() {
        if (page != null) {
            HtmlPage.requireWritable(page);
        }
    }

    /** {@return where to compute: in this process, unless the verb has options that say otherwise} */
    ClusterOptions cluster() {
        return new ClusterOptions();
    }

    @Override
    Map<String, String> settings() {
        return cluster().adjust(engine.settings());
    }

    @Override
    Workplace connect(NtkRuntime runtime) {
        return cluster().connect(runtime);
    }

    /** The supplementary sections may take longer than the result, so they are computed after it is printed. */
    @Override
    int show(Report report, ProgressDisplay progress) {
        int exitCode = super.show(report, progress);
        if (page != null) {
            new Presentation(report).page(arguments()).write(page);
        }
        return exitCode;
    }
}
