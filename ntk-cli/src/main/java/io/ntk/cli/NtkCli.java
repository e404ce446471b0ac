package io.ntk.cli;

import io.ntk.api.NtkException;
import io.ntk.cli.command.Session;
import io.ntk.cli.command.Verbs;
import io.ntk.cli.help.HelpPage;
import io.ntk.cli.help.HelpWidth;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.function.IntSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

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

    /** Runs a line, given by what follows {@code ntk}, and returns the exit code. */
    int run(String... arguments) {
        Logging.quiet();
        NtkCommand root = new NtkCommand();
        try {
            return commandLine(root).execute(ArgumentWords.atHome(arguments));
        } catch (Error e) {
            return fail(e, root.stacktrace());
        }
    }

    CommandLine commandLine(NtkCommand root) {
        CommandLine line = new CommandLine(root);
        Verbs.all(session).forEach(line::addSubcommand);
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
        line.setParameterExceptionHandler((e, unused) -> fail(e));
        line.setExecutionExceptionHandler((e, unused, result) -> fail(e, root.stacktrace()));
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

    private int fail(ParameterException e) {
        return print(Failure.ofUsage(e));
    }

    private int fail(Throwable e, boolean stacktrace) {
        if (stacktrace || debug) {
            e.printStackTrace(session.err());
        }
        return print(Failure.of(e));
    }

    private int print(Failure failure) {
        session.err().println(failure.line());
        session.err().flush();
        return failure.exitCode();
    }
}
