package io.ntk.io.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFileTest {
    private static final String HEADER = "größe,wert";

    @TempDir
    private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("rows.csv");
    }

    @Test
    void rowsAreThereWhenTheyWereAppended() throws IOException {
        try (RowFile rows = RowFile.open(file(), HEADER)) {
            rows.clear();
            rows.append("ä,1");
            rows.append("ö,2");
            assertThat(rows.rows()).containsExactly("ä,1", "ö,2");
            assertThat(file()).hasContent(HEADER + "\nä,1\nö,2\n");
        }
    }

    /** A process may be killed after any byte. */
    @Test
    void whatIsNotWholeIsRemoved() throws IOException {
        byte[] whole = (HEADER + "\nä,1\nö,2\n").getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            try (RowFile rows = RowFile.open(file(), HEADER)) {
                int kept = rows.rows().size();
                rows.keep(kept);
                rows.append("next,3");
                assertThat(rows.rows()).hasSize(kept + 1).endsWith("next,3");
            }
            assertThat(Files.readString(file())).startsWith(HEADER + "\n").endsWith("next,3\n");
        }
    }

    @Test
    void laterRowsCanBeRemoved() {
        try (RowFile rows = RowFile.open(file(), HEADER)) {
            rows.clear();
            rows.append("ä,1");
            rows.append("ö,2");
            rows.keep(1);
            assertThat(rows.rows()).containsExactly("ä,1");
        }
    }

    @Test
    void onlyOneIsOpenAtATime() {
        try (RowFile first = RowFile.open(file(), HEADER)) {
            assertThatThrownBy(() -> RowFile.open(file(), HEADER))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.FILE_UNWRITABLE))
                    .hasMessageContaining("is being written by another run");
            first.clear();
        }
        RowFile.open(file(), HEADER).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"other\n", "größe\n1\n", "\n"})
    void otherHeadersAreRefused(String content) throws IOException {
        Files.writeString(file(), content);
        try (RowFile rows = RowFile.open(file(), HEADER)) {
            assertThatThrownBy(rows::rows)
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.FILE_FORMAT))
                    .hasMessageContaining("does not begin with the line '" + HEADER + "'");
        }
        assertThat(file()).hasContent(content);
    }

    @Test
    void placesThatCannotBeWrittenAreNamed() {
        Path nowhere = folder.resolve("nowhere").resolve("rows.csv");
        assertThatThrownBy(() -> RowFile.open(nowhere, HEADER))
                .hasMessage(
                        "'" + nowhere + "' cannot be written (its folder does not exist). Check that it may be written,"
                                + " and that the disk is not full.");
    }
}
