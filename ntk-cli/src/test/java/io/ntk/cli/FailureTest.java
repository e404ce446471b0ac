package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "unable to create native thread: possibly out of memory or process/resource limits reached; fewer --threads",
                "Cannot reserve 33554432 bytes of direct buffer memory (allocated: 1, limit: 2); -XX:MaxDirectMemorySize=",
                "Unable to allocate 33554432 bytes; ulimit -a",
                "Physical memory usage is too high: 3G > maxPhysicalBytes = 2G; ulimit -a",
                "Metaspace; ulimit -a"
            })
    void othersThanTheHeapAreToldApart(String said, String advice) {
        OutOfMemoryError full = new OutOfMemoryError(said);

        for (Throwable thrown : List.of(full, new ExecutionException(full), new ExceptionInInitializerError(full))) {
            Failure failure = Failure.of(thrown);
            assertThat(failure.id()).isEqualTo("out-of-memory");
            assertThat(failure.exitCode()).isEqualTo(2);
            assertThat(failure.line()).contains(said, advice).doesNotContain("heap of", "Error");
        }
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
