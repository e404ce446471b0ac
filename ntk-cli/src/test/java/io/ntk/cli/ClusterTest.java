package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the command says of clusters where ntk-spark is not on the class path, as here. */
class ClusterTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Session session =
                new Session(out, new PrintStream(err, true, StandardCharsets.UTF_8), false, NtkRuntime::create);
        return new NtkCli(session, false).run(arguments);
    }

    @Test
    void aClusterWithoutSparkIsRefusedInOneLine() {
        int code = run(
                "align", "--cell", "gru", "--before", "a", "--after", "b", "--inputs", "c", "--cluster", "local[2]");
        assertThat(code).isEqualTo(ExitCode.USER);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("error: Cluster 'local[2]' was requested, but ntk-spark is not on the class path.")
                .hasLineCount(1);
    }

    @Test
    void aTraceWithoutSparkIsRefusedLikewise() {
        int code = run("trace", "--cell", "gru", "--model", "a", "--inputs", "c", "--cluster", "local[2]");
        assertThat(code).isEqualTo(ExitCode.USER);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("error: Cluster 'local[2]' was requested")
                .hasLineCount(1);
    }

    @Test
    void aSweepWithoutSparkIsRefusedLikewise() {
        assertThat(run("sweep", "table.csv")).isEqualTo(ExitCode.USER);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("'local[*]'").contains("ntk-spark");
    }

    @Test
    void partitionsWithoutAClusterAreRefused() {
        int code = run("align", "--cell", "gru", "--before", "a", "--after", "b", "--inputs", "c", "--partitions", "3");
        assertThat(code).isEqualTo(ExitCode.USER);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("--partitions")
                .contains("--cluster");
    }
}
