package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tells a user, or their shell, about the command itself. */
class DoctorTest {
    @TempDir
    private Path folder;

    @Test
    void everyBackendPassesItsTest() {
        Result result = new CliFixture(folder).run("doctor --threads 2 --memory 64m");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("Java ", "threads    2 ", "memory     64 MiB ")
                .containsPattern("native +passed in .* s +OpenBLAS ")
                .containsPattern("djl +passed in .* s +PyTorch ")
                .containsPattern("nd4j +passed in .* s +ND4J ");
        assertThat(ParsedJson.object(
                        new CliFixture(folder).run("doctor --threads 2 --json").out()))
                .containsKeys("Java", "heap", "backends");
    }

    @Test
    void bashCompletesVerbsAndOptions() throws Exception {
        Result result = new CliFixture(folder).run("completion");
        assertThat(result.exitCode()).isZero();
        Path script = Files.writeString(folder.resolve("completion.bash"), result.out());
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "source " + script + "; complete -p ntk; COMP_WORDS=(ntk tr); COMP_CWORD=1; _ntk;"
                                + " echo ${COMPREPLY[@]}; COMP_WORDS=(ntk track --rep); COMP_CWORD=2; _ntk;"
                                + " echo ${COMPREPLY[@]}")
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).contains("complete -F _ntk ntk", "trace", "train", "track", "--report");
    }
}
