package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that may map little: OpenBLAS would end it with exit code 1, which says that two numbers disagree. */
@EnabledOnOs(OS.LINUX)
class LimitedAddressSpaceTest {
    private static final int PLENTY = 6_000_000;

    @TempDir
    private Path folder;

    /** From what Java alone fits in to what is enough, so that each of what is mapped in turn is the first that does not fit. */
    @Test
    void aLimitIsToldBeforeItEndsTheProcess() throws Exception {
        GoldenCase.named("gru").writeNpz(folder);
        List<Integer> codes = new ArrayList<>();
        for (int kibibytes : List.of(1_000_000, 1_200_000, 1_400_000, PLENTY)) {
            codes.add(run(kibibytes));
            assertThat(folder.resolve("err"))
                    .content()
                    .satisfiesAnyOf(
                            said -> assertThat(said).isEmpty(),
                            said -> assertThat(said)
                                    .startsWith("error: ")
                                    .contains("address space", "ulimit -v")
                                    .hasLineCount(1));
        }
        assertThat(codes).first().isEqualTo(2);
        assertThat(codes).last().isEqualTo(0);
        assertThat(codes).containsOnly(0, 2);
    }

    private int run(int kibibytes) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", "ulimit -v " + kibibytes + "; MALLOC_ARENA_MAX=2 exec \"$@\"", "sh"));
        command.addAll(CommandProcess.line(
                List.of("-XX:CompressedClassSpaceSize=64m", "-XX:ReservedCodeCacheSize=64m"),
                "trace --quiet --cell gru --samples 6 --threads 4 --model gru.npz:before --inputs gru.npz:inputs"));
        Process process = CommandProcess.start(folder, command);
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("out")).isBlank()).isEqualTo(process.exitValue() != 0);
        return process.exitValue();
    }
}
