package io.ntk.cli;

import io.ntk.api.NtkException;
import io.ntk.api.Printable;
import io.ntk.cli.command.Session;
import io.ntk.cli.command.Verbs;
import io.ntk.cli.help.HelpPage;
import io.ntk.cli.help.HelpWidth;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;

/** The whole command, from arguments to exit code. */
final class NtkCli {
    private final Session session;
    private final boolean debug;
    private final IntSupplier helpWidth;

    /** Makes the command; {@code debug} shows where every failure came from, asked for or not. */
    NtkCli(Session session, boolean debug) {
        this(session, debug, HelpWidth::ofTerminal);
    }

    /** Makes the command, whose help takes so many columns. */
    NtkCli(Session session, boolean debug, IntSupplier helpWidth) {
        this.session = session;
        this.debug = debug;
        this.helpWidth = helpWidth;
    }

    /**
     * What came of a line.
     *
     * @param exitCode what the process returns to the shell
     * @param answered whether a verb printed its result, which it may have done even if it failed later
     * @param failure what it failed by
     */
    record Outcome(int exitCode, boolean answered, Optional<Failure> failure) {}

    /** Runs a line, given by what follows {@code ntk}, prints what it failed by, and returns the exit code. */
    int run(String... arguments) {
        Outcome outcome = execute(arguments);
        outcome.failure().ifPresent(failure -> {
            if (List.of(arguments).contains("--json") && !outcome.answered()) {
                session.out().println(Printable.lines(failure.json().toString()));
                session.out().flush();
            }
            session.err().println(failure.line());
            session.err().flush();
        });
        return outcome.exitCode();
    }

    /** Runs a line, and leaves it to the caller to say what it failed by. */
    Outcome execute(String... arguments) {
        Logging.quiet();
        NtkCommand root = new NtkCommand();
        Verbs verbs = new Verbs(session);
        AtomicReference<@Nullable Failure> failed = new AtomicReference<>();
        int code;
        try {
            code = commandLine(root, arguments.length == 0 ? verbs.all() : verbs.named(arguments[0]), failed::set)
                    .execute(ArgumentWords.atHome(arguments));
        } catch (Error e) {
            code = fail(e, root.stacktrace(), failed::set);
        }
        return new Outcome(code, verbs.haveAnswered(), Optional.ofNullable(failed.get()));
    }

    CommandLine commandLine(NtkCommand root) {
        return commandLine(root, new Verbs(session).all(), failure -> {});
    }

    private CommandLine commandLine(NtkCommand root, List<Callable<Integer>> verbs, Consumer<Failure> failures) {
        CommandLine line = new CommandLine(root);
        verbs.forEach(line::addSubcommand);
        line.addSubcommand(new ServeCommand(session, debug));
        line.addSubcommand(new VersionCommand());
        line.addSubcommand(new CommandLine(new CompletionCommand(session)).setCaseInsensitiveEnumValuesAllowed(true));
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getSubcommands()
                .values()
                .forEach(verb -> verb.getCommandSpec()
                        .mixinStandardHelpOptions(true)
                        .versionProvider(line.getCommandSpec().versionProvider()));
        line.addSubcommand("help", help());
        HelpPage.use(line.getCommandSpec(), helpWidth);
        line.getSubcommands().values().forEach(verb -> HelpPage.use(verb.getCommandSpec(), helpWidth));
        ArgumentWords.register(line);
        line.setOut(writer(session.out()));
        line.setErr(writer(session.err()));
        line.setExecutionStrategy(parsed -> {
            if (root.verbose()) {
                Logging.verbose();
            }
            try (Plugins plugins = Plugins.load(root.plugins())) {
                return new CommandLine.RunLast().execute(parsed);
            } catch (NtkException e) {
                // In the form in which picocli hands on what a verb throws.
                throw new ExecutionException(line, e.getMessage(), e);
            }
        });
        line.setParameterExceptionHandler((e, unused) -> fail(Failure.ofUsage(e), failures));
        line.setExecutionExceptionHandler((e, unused, result) -> fail(e, root.stacktrace(), failures));
        return line;
    }

    /** {@return the verb that picocli wrote, described as ours are} */
    private static CommandLine help() {
        CommandLine line = new CommandLine(new HelpCommand());
        line.getCommandSpec()
                .usageMessage()
                .description("Explain a verb, as its own --help does.")
                .footer("%nExamples:", "  ntk help align");
        return line;
    }

    /** Keeps the encoding of the stream, which a PrintWriter around it would not. */
    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(
                new Writer() {
                    @Override
                    public void write(char[] text, int from, int length) {
                        stream.print(new String(text, from, length));
                    }

                    @Override
                    public void flush() {
                        stream.flush();
                    }

                    @Override
                    public void close() {
                        stream.flush();
                    }
                },
                true);
    }

    private int fail(Throwable e, boolean stacktrace, Consumer<Failure> failures) {
        if (stacktrace || debug) {
            e.printStackTrace(session.err());
        }
        return fail(Failure.of(e), failures);
    }

    private static int fail(Failure failure, Consumer<Failure> failures) {
        failures.accept(failure);
        return failure.exitCode();
    }
}
