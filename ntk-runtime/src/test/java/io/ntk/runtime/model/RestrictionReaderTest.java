package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestrictionReaderTest {
    private static final double[] MASK = {1, 1, 0, 1, 0, 0};

    @TempDir
    private Path folder;

    private RestrictionSettings settings(String trials, String steps, List<Integer> shape, double... mask) {
        Path file = folder.resolve("valid.npz");
        ArrayWriter.write(file, List.of(new NumericArray("valid", shape, mask)), Precision.FLOAT64);
        return new RestrictionSettings(
                Optional.of(new IndexRange(trials)),
                Optional.of(new IndexRange(steps)),
                Optional.of(new IndexRange("-1")),
                Optional.of(ArrayReference.parse(file.toString())));
    }

    @Test
    void countsFromTheEndsOfTheAxes() {
        RestrictionReader reader = new RestrictionReader(settings("1:", ":-1", List.of(2, 3), MASK), 2, 3);

        Restriction restriction = reader.read(4);

        assertThat(restriction)
                .isEqualTo(new Restriction(
                        Optional.of(Indices.range(0, 2)),
                        Optional.of(Indices.of(3)),
                        Optional.of(ValidSteps.of(2, 3, MASK))));
        assertThat(reader.trials()).isEqualTo(Indices.of(1));
        assertThat(reader.usedSteps(restriction)).containsExactly(0, 1);
    }

    @Test
    void aMaskHasTheShapeOfTheInputs() {
        refused(
                "has shape [3, 2], but the inputs have 2 trials of 3 steps. Give an array [trials, steps] = [2, 3] of 0"
                        + " and 1.",
                () -> new RestrictionReader(settings(":", ":", List.of(3, 2), MASK), 2, 3).read(4));
        assertThat(new RestrictionReader(settings(":", ":", List.of(6), MASK), 1, 6)
                        .read(4)
                        .valid())
                .hasValue(ValidSteps.of(1, 6, MASK));
    }

    @Test
    void somethingIsLeft() {
        refused(
                "None of the chosen steps of the chosen trials is valid, so nothing is observed. Choose other trials or"
                        + " steps, or correct",
                () -> new RestrictionReader(settings("1", "1:", List.of(2, 3), MASK), 2, 3).read(4));
    }

    private static void refused(String says, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NtkException.class).hasMessageContaining(says);
    }
}
