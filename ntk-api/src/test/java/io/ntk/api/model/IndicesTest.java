package io.ntk.api.model;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IndicesTest {
    @Test
    void areWrittenAsPythonWritesThem() {
        assertThat(Indices.range(2, 5)).hasToString("2:5").isEqualTo(Indices.of(2, 3, 4));
        assertThat(Indices.of(0, 3, 5))
                .hasToString("0,3,5")
                .returns(3, Indices::size)
                .returns(5, Indices::last);
        assertThat(Indices.of(0, 3, 5).contains(3)).isTrue();
        assertThat(Indices.of(0, 3, 5).contains(4)).isFalse();
    }

    @Test
    void ascend() {
        String remedy = " Give indices from 0 on, in ascending order and each once.";
        assertRefused(INVALID_ARGUMENT, "Index 3 follows index 3." + remedy, () -> Indices.of(1, 3, 3));
        assertRefused(INVALID_ARGUMENT, "Index -1 is negative." + remedy, () -> Indices.of(-1, 3));
        assertRefused(INVALID_ARGUMENT, "The list of indices is empty. Give at least one index.", Indices::of);
    }

    @Test
    void lieOnTheirAxis() {
        Indices.of(0, 4).requireBelow(5, "steps");
        assertRefused(
                INVALID_ARGUMENT,
                "Index 4 was given, but there are 4 steps. Give indices from 0 to 3.",
                () -> Indices.of(0, 4).requireBelow(4, "steps"));
    }
}
