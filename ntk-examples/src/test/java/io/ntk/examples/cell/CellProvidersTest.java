package io.ntk.examples.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.cell.StackedCell;
import io.ntk.runtime.NtkRuntime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cells are found by name, and refuse options that they would otherwise ignore. */
class CellProvidersTest {
    @ParameterizedTest
    @ValueSource(strings = {"low_rank", "mgu", "neural_ode"})
    void cellsAreFoundByName(String name) {
        try (NtkRuntime runtime = NtkRuntime.create()) {
            CellProvider provider = runtime.cells().provider(name);
            assertThat(provider.description()).isNotBlank();
            assertThat(provider.create(CellOptions.DEFAULT.withLayers(2))).isInstanceOf(StackedCell.class);
            assertThatThrownBy(() -> provider.create(CellOptions.DEFAULT.withBias(false)))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("'" + name + "' was given");
        }
    }

    @Test
    void onlyTheContinuousCellHasATimeStep() {
        for (CellProvider provider : List.of(new LowRank(), new MinimalGated())) {
            assertThatThrownBy(() -> provider.create(CellOptions.DEFAULT.withDt(0.1)))
                    .isInstanceOf(NtkException.class);
        }
        assertThatThrownBy(() -> new NeuralOde().create(CellOptions.DEFAULT.withDt(-1)))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("dt is -1.0");
    }
}
