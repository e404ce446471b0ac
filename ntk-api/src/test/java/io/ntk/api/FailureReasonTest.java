package io.ntk.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureReasonTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsMissingIsTold() {
        assertThat(FailureReason.of(
                        catchThrowableOfType(IOException.class, () -> Files.newInputStream(folder.resolve("no")))))
                .contains("there is no such file or folder");
        assertThat(FailureReason.of(
                        catchThrowableOfType(IOException.class, () -> Files.newInputStream(folder.resolve("no/no")))))
                .contains("its folder does not exist");
    }

    @Test
    void aFileWhereAFolderIsNeededIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("a"));

        IOException failure = catchThrowableOfType(IOException.class, () -> Files.createDirectories(file));
        assertThat(FailureReason.inParentheses(failure))
                .isEqualTo(" (a file of that name stands where a folder is needed)");
    }
}
