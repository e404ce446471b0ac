package io.ntk.api.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class CellOptionsTest {
    @Test
    void optionsChangeOneThingAtATime() {
        CellOptions options =
                CellOptions.DEFAULT.withLayers(2).withBias(false).withDt(0.5).withAbsent(Set.of("bias_hh"));
        assertThat(options.layers()).isEqualTo(2);
        assertThat(options.bias()).contains(false);
        assertThat(options.dt()).hasValue(0.5);
        assertThat(options.absent()).containsExactly("bias_hh");
        assertThat(CellOptions.DEFAULT.bias()).isEmpty();
        assertThat(CellOptions.DEFAULT.dt()).isEmpty();
        assertThat(CellOptions.DEFAULT.layers()).isEqualTo(1);
        assertThat(CellOptions.DEFAULT.absent()).isEmpty();
    }
}
