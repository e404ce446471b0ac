package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.api.Printable;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Presentation;
import io.ntk.cli.report.Report;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What all verbs do around their own work: start a runtime with the options that were given, and show the result in the
 * forms that were asked for. A verb says what it is called, what its options are, and what it computes.
 */
@Grouped(OptionGroup.OUTPUT)
abstract class Verb implements Callable<Integer> {
    private @Nullable Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    @Option(names = "--quiet", description = "Show no progress, and of a result only its value.")
    private boolean quiet;

    private boolean answered;

    /** Says where it runs, before it is called; picocli fills in the rest. */
    final void runIn(Session where) {
        session = where;
    }

    /** Refuses options that cannot be meant, and files that could not be written, before any work. */
    void check() {}

    /** {@return what the options decide, by configuration key} */
    Map<String, String> settings() {
        return Map.of();
    }

    /** {@return where the verb computes; the caller closes it} */
    Workplace connect(NtkRuntime runtime) {
        return Workplace.here(runtime);
    }

    /** Does what the verb is for, and returns the exit code, which {@link #show} gives. */
    abstract int run(Workplace place, ProgressDisplay progress);

    @Override
    public final Integer call() {
        check();
        try (NtkRuntime runtime = session().runtime(settings());
                Workplace place = connect(runtime);
                ProgressDisplay progress = new ProgressDisplay(session(), quiet, spec.name())) {
            return run(place, progress);
        }
    }

    /**
     * Prints the result once no progress is shown any more, and then writes the files that were asked for: one that cannot be
     * written loses neither what is printed nor the others.
     */
    final int show(Report report, ProgressDisplay progress) {
        progress.close();
        Presentation shown = new Presentation(report);
        // Escaped like this, JSON says the same.
        session()
                .out()
                .print(Printable.lines(wantsJson() ? shown.json() + "\n" : quiet ? report.value() : shown.text()));
        session().out().flush();
        answered = true;
        List<NtkException> failures = new ArrayList<>();
        for (Runnable file : files(report)) {
            try {
                file.run();
            } catch (NtkException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            failures.stream().skip(1).forEach(failures.get(0)::addSuppressed);
            throw failures.get(0);
        }
        return report.exitCode();
    }

    /** {@return what writes each file that the options name, in this order} */
    List<Runnable> files(Report report) {
        return List.of();
    }

    final Session session() {
        return Objects.requireNonNull(session, "A verb runs in a session");
    }

    /** {@return what this verb is called} */
    final String name() {
        return spec.name();
    }

    final boolean quiet() {
        return quiet;
    }

    private boolean wantsJson() {
        return json || session().json();
    }

    /** {@return whether the result has been printed} */
    final boolean hasAnswered() {
        return answered;
    }

    /** {@return the value of an option of this verb, null if it was not given} */
    final @Nullable Object given(String option) {
        return spec.commandLine().getParseResult().matchedOptionValue(option, (Object) null);
    }

    /** {@return the jars of plug-ins that were named} */
    final List<Object> plugins() {
        return spec.root().findOption("--plugin").getValue() instanceof List<?> jars ? List.copyOf(jars) : List.of();
    }

    /** {@return the arguments of the whole command, as they were given} */
    final List<String> arguments() {
        return spec.root().commandLine().getParseResult().originalArgs();
    }
}
