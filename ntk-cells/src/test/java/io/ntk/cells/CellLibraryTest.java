package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellLibraryTest {
    private static final Path SHIPPED = Path.of("src/main/resources/io/ntk/cells");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theIndexNamesEveryShippedFile() throws IOException {
        try (Stream<Path> files = Files.list(SHIPPED)) {
            assertThat(CellLibrary.shipped())
                    .extracting(cell -> cell.name() + CellLibrary.SUFFIX)
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(CellLibrary.SUFFIX))
                                    .toList());
        }
    }

    @Test
    void everyShippedFileDefinesTheCellThatTheIndexNames() {
        assertThat(CellLibrary.shipped()).allSatisfy(cell -> {
            assertThat(cell.definition().name()).isEqualTo(cell.name());
            assertThat(cell.definition()
                            .names()
                            .subList(1, cell.definition().names().size()))
                    .isEqualTo(cell.aliases());
            assertThat(cell.definition().description())
                    .isEqualTo(cell.description())
                    .isNotEmpty();
        });
    }

    @Test
    void aFolderIsListedByTheNamesOfItsFiles() throws IOException {
        Files.writeString(folder.resolve("broken.cell"), "nothing that could be parsed");
        Files.writeString(folder.resolve(".#broken.cell"), "what an editor leaves");
        Files.writeString(folder.resolve("notes.txt"), "not a cell");

        Map<Path, EquationProvider> cells = CellLibrary.folder(folder);

        assertThat(cells.values()).extracting(EquationProvider::name).containsExactly("broken");
        assertThatThrownBy(() -> cells.get(folder.resolve("broken.cell")).definition())
                .hasMessageContaining("broken.cell")
                .hasMessageContaining("line 1, column 1");
    }

    @Test
    void refusesAFileThatDefinesACellOfAnotherName() throws IOException {
        EquationProvider ugrnn = CellLibrary.shipped().stream()
                .filter(cell -> cell.name().equals("ugrnn"))
                .findFirst()
                .orElseThrow();
        Path file = Files.writeString(folder.resolve("mine.cell"), ugrnn.text());

        EquationProvider cell = List.copyOf(CellLibrary.folder(folder).values()).get(0);

        assertThatThrownBy(cell::definition)
                .hasMessage("Equation file '" + file + "' defines cell 'ugrnn', but its name says 'mine'. "
                        + "Rename the file to 'ugrnn.cell', or the cell to 'mine'.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.CELL_DEFINITION);
        assertThat(CellLibrary.read(file).definition().name()).isEqualTo("ugrnn");
    }

    @Test
    void aFolderThatDoesNotExistHasNoCells() {
        assertThat(CellLibrary.folder(folder.resolve("none"))).isEmpty();
    }

    @Test
    void aMissingFileIsNamedWithTheOneThatIsMeant() throws IOException {
        Files.writeString(folder.resolve("dale.cell"), "");
        Files.writeString(folder.resolve("notes.txt"), "");
        Path near = folder.resolve("dales.cell");
        Path far = folder.resolve("integrate_and_fire.cell");
        Path nowhere = folder.resolve("none/dale.cell");

        assertMissing(near, "does not exist. Did you mean '" + folder.resolve("dale.cell") + "'? Check the path");
        assertMissing(far, "does not exist. The folder has dale.cell. Check the path");
        assertMissing(nowhere, "does not exist, nor does its folder. Check the path");
    }

    private static void assertMissing(Path file, String says) {
        assertThatThrownBy(() -> CellLibrary.read(file))
                .hasMessageStartingWith("Equation file '" + file + "' " + says)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.FILE_NOT_FOUND));
    }
}
