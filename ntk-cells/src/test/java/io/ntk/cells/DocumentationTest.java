package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/equation-files.md shows is what ntk reads. */
class DocumentationTest {
    private static final Path PAGE = Path.of("../docs/equation-files.md");

    @Test
    void theExampleIsACell() throws IOException {
        String example = Files.readString(PAGE).split("```", -1)[1];

        assertThat(CellDefinition.read("example.cell", example).name()).isEqualTo("dale_rate");
    }

    @Test
    void theLibraryIsListed() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(CellLibrary.shipped()).allSatisfy(cell -> assertThat(page).contains("`" + cell.name() + "`"));
    }
}
