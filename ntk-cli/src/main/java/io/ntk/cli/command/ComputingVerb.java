package io.ntk.cli.command;

import io.ntk.cli.file.Maker;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.Presentation;
import io.ntk.cli.report.Report;
import io.ntk.runtime.NtkRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A verb that computes with an engine, and whose result can be read as a page. */
@Grouped(OptionGroup.OUTPUT)
abstract class ComputingVerb extends Verb {
    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write a page with pictures for a browser, one .html file that needs nothing else.")
    private @Nullable Path page;

    @Option(
            names = "--force",
            description =
                    "Replace files that exist, whatever made them. Without it this verb replaces those that it made"
                            + " itself, which it knows by a mark in them, or by the columns of a table.")
    private boolean force;

    @Override
    void check() {
        if (page != null) {
            HtmlPage.requireWritable(page, maker());
        }
    }

    /** {@return how the first line of this verb's tables begins, by which a later run knows them} */
    List<String> columns() {
        return List.of();
    }

    /** {@return by whom this verb's files are made} */
    final Maker maker() {
        return new Maker(name(), columns(), force);
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

    @Override
    List<Runnable> files(Report report) {
        Path file = page;
        return file == null ? List.of() : List.of(() -> writePage(report, file));
    }

    /** Writes the page of a result that is not the last one, if a page is wanted. */
    final void renewPage(Report report) {
        if (page != null) {
            writePage(report, page);
        }
    }

    /** The supplementary sections may take longer than the result, so they are computed after it is shown. */
    private void writePage(Report report, Path file) {
        new Presentation(report).page(name(), arguments()).write(file, maker());
    }
}
