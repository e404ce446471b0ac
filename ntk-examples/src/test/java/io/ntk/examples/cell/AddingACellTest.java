package io.ntk.examples.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page that shows how to add a cell shows the cell that is tested. */
class AddingACellTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "main/java/io/ntk/examples/cell/MinimalGatedCell.java",
                "main/java/io/ntk/examples/cell/MinimalGated.java",
                "test/java/io/ntk/examples/cell/MinimalGatedTest.java"
            })
    void listingsAreTheSources(String file) throws Exception {
        String page = Files.readString(Path.of("../docs/adding-a-cell.md"));
        String source = Files.readString(Path.of("src").resolve(file));
        assertThat(page).contains("```java\n" + source.stripTrailing() + "\n```");
    }
}
