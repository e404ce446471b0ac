package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed where a library brings settings of the log of its own, as jHDF does: to standard output, from information on. */
class LoggingTest {
    @TempDir
    private Path folder;

    private void run(String options) throws Exception {
        new CliFixture(folder).golden("gru");
        Path settings = Files.createDirectories(folder.resolve("library"));
        Files.writeString(
                settings.resolve("simplelogger.properties"),
                "org.slf4j.simpleLogger.logFile=System.out\norg.slf4j.simpleLogger.defaultLogLevel=info\n");
        List<String> command = new ArrayList<>(CommandProcess.line(
                List.of(), options + "trace --cell gru --model gru.npz:before --inputs gru.npz:inputs --json"));
        int path = command.indexOf("-cp") + 1;
        command.set(path, settings + File.pathSeparator + command.get(path));
        Process process = CommandProcess.start(folder, command);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void standardOutputHoldsTheResultAlone() throws Exception {
        run("");
        assertThat(ParsedJson.object(Files.readString(folder.resolve("out")))).containsKey("model");
        assertThat(folder.resolve("err")).isEmptyFile();
    }

    @Test
    void whatIsLoggedOnDemandGoesToStandardError() throws Exception {
        run("--verbose ");
        assertThat(ParsedJson.object(Files.readString(folder.resolve("out")))).containsKey("model");
        assertThat(folder.resolve("err")).content().contains("Read 'gru.npz:before'");
    }
}
