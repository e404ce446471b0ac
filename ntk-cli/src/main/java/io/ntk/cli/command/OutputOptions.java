package io.ntk.cli.command;

import io.ntk.cli.report.AlignmentDetails;
import io.ntk.cli.report.EstimateReport;
import io.ntk.cli.report.Json;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what is printed. */
final class OutputOptions {
    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Option(names = "--quiet", description = "Show no progress, and of a result only its value.")
    private boolean quiet;

    boolean quiet() {
        return quiet;
    }

    void print(Session session, EstimateReport report) {
        print(session, report.toJson(), () -> quiet ? report.estimate().value() + "\n" : report.toText());
    }

    void print(Session session, EstimateReport report, AlignmentDetails details) {
        Map<String, @Nullable Object> json = report.toJson();
        json.putAll(details.toJson());
        print(session, json, () -> quiet ? report.estimate().value() + "\n" : report.toText() + details.toText());
    }

    /** Prints the object if JSON was asked for, else the text, which ends its last line itself. */
    void print(Session session, Map<String, ? extends @Nullable Object> object, Supplier<String> text) {
        session.out().print(json ? Json.write(object) + "\n" : text.get());
        session.out().flush();
    }
}
