package io.ntk.cli;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.NtkCli.Outcome;
import io.ntk.cli.command.Session;
import io.ntk.runtime.provider.KeptBackends;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Answers requests, one after the other, each as a process of its own would, but with engines that stay started. */
final class Server implements AutoCloseable {
    private final Session session;
    private final boolean debug;
    private final Responses responses;
    private final KeptBackends backends = new KeptBackends();

    /**
     * Makes a server.
     *
     * @param session where it runs; responses go to its {@code out}
     * @param debug whether to show where every failure came from
     * @param abandoned what to do when, while a request is computed, nobody reads responses any more
     */
    Server(Session session, boolean debug, Runnable abandoned) {
        this.session = session;
        this.debug = debug;
        this.responses = new Responses(session.out(), abandoned);
    }

    /** Answers what is read, until it ends or nobody reads the answers. */
    void answerAll(InputStream in) {
        RequestLines lines = new RequestLines(in);
        while (!session.out().checkError()) {
            Optional<RequestLines.Line> line = lines.next();
            if (line.isEmpty()) {
                return;
            }
            answer(line.get());
        }
    }

    private void answer(RequestLines.Line line) {
        Request request;
        try {
            request = Request.parse(line.text());
        } catch (NtkException e) {
            responses.refuse(Failure.of(e));
            return;
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Outcome outcome;
        try (Pulse pulse = responses.pulse(request.id());
                PrintStream err = pulse.messages()) {
            outcome = execute(request, printed, err);
        }
        // An engine may be left half way through something, or hold what fills the memory.
        outcome.failure().filter(Server::isOfProcess).ifPresent(failure -> backends.close());
        responses.answer(request.id(), outcome, printed.toString(StandardCharsets.UTF_8));
    }

    private Outcome execute(Request request, ByteArrayOutputStream printed, PrintStream err) {
        PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8);
        Session ofRequest = new Session(
                out, err, false, options -> session.runtimes().apply(options).keeping(backends), true);
        Outcome outcome =
                new NtkCli(ofRequest, debug).execute(request.arguments().toArray(String[]::new));
        out.flush();
        return outcome;
    }

    private static boolean isOfProcess(Failure failure) {
        return failure.exitCode() == ExitCode.INTERNAL || failure.id().equals(ErrorId.OUT_OF_MEMORY.code());
    }

    /** Stops the engines. */
    @Override
    public void close() {
        backends.close();
    }
}
