package io.ntk.cli;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.command.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ntk serve}: one process that answers many lines, for programs that would otherwise start ntk for each. */
@Command(
        name = "serve",
        description = {
            "Answer requests of another program in one process.",
            "Each line of standard input is a request, {\"id\": 1, \"args\": [\"align\", \"--before\", ...]}, and gets one line on"
                    + " standard output: its id, the exit code, and the result as --json prints it, or the error. Engines stay"
                    + " started from one request to the next. The process ends with its input."
        },
        footer = {"%nExamples:", "  ntk serve --stdio"})
final class ServeCommand implements Callable<Integer> {
    private final Session session;
    private final boolean debug;

    @Option(
            names = "--stdio",
            description = "Read requests from standard input and write responses to standard output.")
    private boolean stdio;

    ServeCommand(Session session, boolean debug) {
        this.session = session;
        this.debug = debug;
    }

    @Override
    public Integer call() {
        if (session.json()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The verb 'serve' was sent to a server.",
                    "Start another process to have another server.");
        }
        if (!stdio) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The verb 'serve' was not told where requests come from.",
                    "Give --stdio.");
        }
        // What a library prints must not stand among the responses.
        System.setOut(session.err());
        try (Server server = new Server(session, debug, () -> System.exit(ExitCode.USER))) {
            server.answerAll(System.in);
        }
        return ExitCode.OK;
    }
}
