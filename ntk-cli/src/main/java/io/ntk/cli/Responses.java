package io.ntk.cli;

import io.ntk.cli.NtkCli.Outcome;
import io.ntk.io.json.JsonObject;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a server writes: one JSON object a line, each whole, whichever thread writes it. */
final class Responses {
    private final PrintStream out;
    private final Runnable abandoned;

    /**
     * Makes it.
     *
     * @param out where
     * @param abandoned what to do when nobody reads them any more although a request is being computed
     */
    Responses(PrintStream out, Runnable abandoned) {
        this.out = out;
        this.abandoned = abandoned;
    }

    /** Answers a line that is no request, whose id is not known. */
    void refuse(Failure failure) {
        write(answering(null).with(failure.json()));
    }

    /**
     * Answers a request.
     *
     * @param id of it
     * @param outcome what came of it
     * @param printed what it printed: an object if a verb answered, else text
     */
    void answer(Object id, Outcome outcome, String printed) {
        JsonObject response = answering(id).with("exitCode", outcome.exitCode());
        if (outcome.answered()) {
            response.withJson("result", printed.strip());
        } else if (!printed.isEmpty()) {
            response.with("output", printed);
        }
        outcome.failure().ifPresent(failure -> response.with(failure.json()));
        write(response);
    }

    /** {@return what tells the program, until it is closed, how a request is coming along} */
    Pulse pulse(Object id) {
        return new Pulse(progress -> {
            write(answering(id).with("progress", progress));
            if (out.checkError()) {
                abandoned.run();
            }
        });
    }

    private static JsonObject answering(@Nullable Object id) {
        return new JsonObject().with("id", id);
    }

    private synchronized void write(JsonObject response) {
        byte[] line = (response + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(line, 0, line.length);
        out.flush();
    }
}
