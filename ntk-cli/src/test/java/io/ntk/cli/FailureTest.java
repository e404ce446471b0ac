package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FailureTest {
    private static String run(Function<Map<String, String>, NtkRuntime> runtimes, int expected) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        int code = new NtkCli(new Session(stream, stream, false, runtimes), false).run("cells");
        assertThat(code).isEqualTo(expected);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aMistakeIsOneLine() {
        Failure failure = Failure.of(new NtkException(ErrorId.FILE_FORMAT, "It is\n broken.", "Mend it."));

        assertThat(failure).isEqualTo(new Failure("file-format", "It is broken.", "Mend it.", 2));
        assertThat(failure.line()).isEqualTo("error: It is broken. Mend it.");
    }

    @Test
    void aDisagreementHasAnExitCodeOfItsOwn() {
        assertThat(Failure.of(new NtkException(ErrorId.DISAGREEMENT, "They differ.", "Look."))
                        .exitCode())
                .isEqualTo(1);
    }

    @Test
    void aFullHeapIsSomethingTheUserCanMend() {
        String err = run(
                options -> {
                    throw new OutOfMemoryError("Java heap space");
                },
                2);

        assertThat(err)
                .startsWith("error: The Java heap of ")
                .contains("NTK_JAVA_OPTS=-Xmx16g")
                .hasLineCount(1);
    }

    @Test
    void aFaultOfNtkPointsToTheStackTrace() {
        String err = run(
                options -> {
                    throw new IllegalStateException("impossible");
                },
                3);

        assertThat(err)
                .isEqualTo("internal error: java.lang.IllegalStateException: impossible. This is a fault of ntk; run it"
                        + " again with --stacktrace, or NTK_DEBUG=1, and report it.\n");
    }
}
