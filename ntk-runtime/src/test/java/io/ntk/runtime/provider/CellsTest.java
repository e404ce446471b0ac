package io.ntk.runtime.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.cells.EquationProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
    @TempDir
    private Path folder;

    @Test
    void findsTheCellsThatComeWithNtkByNameAndAlias() {
        Cells cells = Cells.find(CellsTest.class.getClassLoader());

        assertThat(cells.all().stream().map(found -> found.provider().name()))
                .contains("gru", "leaky", "lstm", "rnn_relu", "rnn_tanh");
        assertThat(cells.provider("rnn")).isSameAs(cells.provider("rnn_tanh"));
    }

    @Test
    void findsAUsersCellInItsJar() {
        ClassLoader loader = ProviderSources.withCell(new ProviderJars(folder), "mine.jar", "Mine", "mine", "meum")
                .loader();

        Cells cells = Cells.find(loader);

        assertThat(cells.all())
                .filteredOn(found -> !(found.provider() instanceof EquationProvider))
                .singleElement()
                .extracting(Found::jar)
                .isEqualTo("mine.jar");
        assertThat(cells.provider("meum").name()).isEqualTo("mine");
    }

    @Test
    void offersTheClosestSpellingOfAnUnknownCell() {
        ClassLoader loader = ProviderSources.withCell(new ProviderJars(folder), "mine.jar", "Mine", "mine", "")
                .loader();

        assertThatThrownBy(() -> Cells.find(loader).provider("nine"))
                .hasMessageMatching("Cell 'nine' is not known\\. Did you mean 'mine'\\? Known are: .*, mine\\.");
    }

    @Test
    void refusesAnAliasThatIsAnotherCellsName() {
        ProviderJars jars = new ProviderJars(folder);
        ProviderSources.withCell(jars, "mine.jar", "Mine", "mine", "yours");
        ProviderSources.withCell(jars, "yours.jar", "Yours", "yours", "");

        assertThatThrownBy(() -> Cells.find(jars.loader()))
                .hasMessageStartingWith(
                        "The cell name 'yours' is claimed by Mine of mine.jar and by Yours of yours.jar.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.DUPLICATE_PROVIDER);
    }

    @Test
    void refusesANameThatCannotBeTyped() {
        ProviderJars jars = ProviderSources.withCell(new ProviderJars(folder), "odd.jar", "Odd", "a cell", "");

        assertThatThrownBy(() -> Cells.find(jars.loader()))
                .hasMessageStartingWith("The cell provider Odd of odd.jar has the name 'a cell'.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "return name(); | return `d`; | return null; | cannot say its name: java.lang.StackOverflowError",
                "throw new AssertionError(`x`); | return `d`; | return null; | cannot say its name: java.lang.AssertionError: x",
                "return `odd`; | return null; | return null; | cannot say what it computes",
                "return `odd`; | throw new RuntimeException(`x`); | return null; | cannot say what it computes: java.lang.Runtime",
                "return `odd`; | return `d`; | return null; | cannot make its cell",
                "return `odd`; | return `d`; | throw new RuntimeException(`x`); | cannot make its cell: java.lang.RuntimeException: x"
            })
    void whatAPlugInDoesWrongIsToldAsItsOwnFault(String name, String description, String create, String expected) {
        String source = """
                import io.ntk.api.cell.*;

                public final class Odd implements CellProvider {
                    public String name() { %s }
                    public String description() { %s }
                    public Cell create(CellOptions options) { %s }
                }
                """.formatted(name, description, create).replace('`', '"');
        ClassLoader loader = new ProviderJars(folder)
                .add("odd.jar", CellProvider.class, "Odd", source)
                .loader();

        assertThatThrownBy(() -> Cells.find(loader).provider("odd").create(CellOptions.DEFAULT))
                .hasMessageStartingWith("Provider Odd of odd.jar " + expected)
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.BROKEN_PROVIDER);
    }
}
