package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.provider.Cells;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a training wrote completes what the user says, and never contradicts it in silence. */
class TrainedCellTest {
    private static final TrainedCell TRAINED =
            new TrainedCell("leaky", Optional.empty(), OptionalDouble.of(0.25), Map.of("f", "relu", "alpha", "0.50"));

    private static final Cells CELLS = Cells.find(TrainedCellTest.class.getClassLoader());

    @TempDir
    private Path folder = Path.of("");

    private final List<String> notes = new ArrayList<>();

    private ModelSettings complete(Map<String, String> metadata, ModelSettings settings, String cell) {
        Path path = folder.resolve("a.safetensors");
        ArrayWriter.write(path, List.of(new NumericArray("x", List.of(1), new double[1])), Precision.FLOAT64, metadata);
        try (ArrayFile file = ArrayFile.open(path)) {
            return TrainedCell.complete(file, settings, CELLS.provider(cell), notes::add);
        }
    }

    private static ModelSettings setting(Map<String, String> constants) {
        return new ModelSettings("leaky").withEquations(new EquationSettings(constants, Optional.empty()));
    }

    @Test
    void whatIsLeftOpenIsAdded() {
        ModelSettings complete = complete(TRAINED.metadata(), new ModelSettings("leaky"), "leaky");
        assertThat(complete).isEqualTo(setting(TRAINED.constants()).withDt(0.25));
        assertThat(notes).containsExactly("alpha = 0.50 and dt = 0.25 and f = relu as it was trained");
    }

    @Test
    void whatIsGivenHoldsAndADifferenceIsSaid() {
        ModelSettings given = setting(Map.of("alpha", "0.5", "f", "tanh")).withDt(1);
        assertThat(complete(TRAINED.metadata(), given, "leaky")).isEqualTo(given);
        assertThat(notes)
                .containsExactly("it was trained with dt = 0.25, not 1.0", "it was trained with f = relu, not tanh");
    }

    @Test
    void anotherCellIsSaidAndNothingIsTakenFromIt() {
        ModelSettings given = new ModelSettings("gru");
        assertThat(complete(TRAINED.metadata(), given, "gru")).isEqualTo(given);
        assertThat(notes).containsExactly("it was trained as cell 'leaky'");
    }

    @Test
    void equationsThatChangedAreSaid() {
        String text = ((EquationProvider) CELLS.provider("leaky")).text();
        ModelSettings given = new ModelSettings("leaky");
        Map<String, String> same =
                new TrainedCell("leaky", Optional.of(text), OptionalDouble.empty(), Map.of()).metadata();
        assertThat(complete(same, given, "leaky")).isEqualTo(given);
        assertThat(notes).isEmpty();
        Map<String, String> changed =
                new TrainedCell("leaky", Optional.of(text + "#"), OptionalDouble.empty(), Map.of()).metadata();
        assertThat(complete(changed, given, "leaky")).isEqualTo(given);
        assertThat(notes)
                .containsExactly("the equations of cell 'leaky' were others when it was trained; the folder of its run"
                        + " holds those");
    }

    @Test
    void filesOfOtherProgramsSayNothing() {
        ModelSettings given = new ModelSettings("gru");
        assertThat(complete(Map.of("format", "pt"), given, "gru")).isEqualTo(given);
        assertThat(notes).isEmpty();
    }

    @Test
    void aStepThatIsNoNumberIsRefused() {
        Map<String, String> damaged = Map.of("ntk.cell", "leaky", "ntk.dt", "fast");
        assertThatThrownBy(() -> complete(damaged, new ModelSettings("leaky"), "leaky"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("says that it was trained with dt = 'fast', which is no number.");
    }
}
