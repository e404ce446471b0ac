package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.runtime.model.IndexRange;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.runtime.model.RestrictionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SweepRowTest {
    private static ModelSettings settings(String set) {
        return SweepRow.of(
                        List.of("cell", "set", "constants", "readout", "map"),
                        List.of("rate_inside", set, "signs.npz:fixed", "decoder", "J=rnn.J; c=rnn.c"),
                        Precision.FLOAT64)
                .settings(ArrayReference::parse);
    }

    @Test
    void hasTheOptionsOfTensors() {
        ModelSettings settings = settings("alpha=0.2; f=relu");
        assertThat(settings.equations().constants()).isEqualTo(Map.of("alpha", "0.2", "f", "relu"));
        assertThat(settings.equations().arrays())
                .map(ArrayReference::file)
                .contains(Path.of("").toAbsolutePath().resolve("signs.npz"));
        assertThat(settings.readout()).isEqualTo(ReadoutRequest.parse("decoder"));
        assertThat(settings.map().patterns()).isEqualTo(Map.of("J", "rnn.J", "c", "rnn.c"));
    }

    @Test
    void hasTheOptionsOfAPart() {
        ModelSettings settings = SweepRow.of(
                        List.of("cell", "trials", "steps", "units", "valid"),
                        List.of("gru", ":-1", "", "0;3;5", "valid.npy"),
                        Precision.FLOAT64)
                .settings(ArrayReference::parse);
        assertThat(settings.restriction())
                .isEqualTo(new RestrictionSettings(
                        Optional.of(new IndexRange(":-1")),
                        Optional.empty(),
                        Optional.of(new IndexRange("0,3,5")),
                        Optional.of(ArrayReference.parse(Path.of("")
                                .toAbsolutePath()
                                .resolve("valid.npy")
                                .toString()))));
    }

    @Test
    void saysThatArraysOfTrialsAreStoredTimeFirst() {
        SweepRow row = SweepRow.of(
                List.of("cell", "inputs", "valid", "h0", "time-first"),
                List.of("gru", "x.npy", "valid.npy", "h.npy", "true"),
                Precision.FLOAT64);

        assertThat(row.trials("inputs", ArrayReference::parse).timeFirst()).isTrue();
        ModelSettings settings = row.settings(ArrayReference::parse);
        assertThat(settings.restriction().valid())
                .hasValueSatisfying(mask -> assertThat(mask.timeFirst()).isTrue());
        assertThat(settings.h0())
                .hasValueSatisfying(state -> assertThat(state.timeFirst()).isFalse());
    }

    @Test
    void understandsSharesAndSaysWhichNumbersThereAre() {
        SweepRow row =
                SweepRow.of(List.of("samples", "tolerance", "seed"), List.of("1e2", "1%", "-3"), Precision.FLOAT64);
        EstimatorOptions options = row.options(1000, 1 << 28);
        assertThat(options.samples()).isEqualTo(100);
        assertThat(options.tolerance()).hasValue(0.01);
        assertThat(options.seed()).isEqualTo(-3);
        assertThatThrownBy(() -> SweepRow.of(List.of("samples"), List.of("0"), Precision.FLOAT64)
                        .options(1000, 1 << 28))
                .hasMessage("'samples' is '0'. Give a whole number, at least 1.");
        assertThatThrownBy(() -> SweepRow.of(List.of("seed"), List.of("ten"), Precision.FLOAT64)
                        .options(1000, 1 << 28))
                .hasMessage("'seed' is 'ten'. Give a whole number.");
    }

    @Test
    void refusesAConstantWithoutValue() {
        assertThatThrownBy(() -> settings("alpha"))
                .isInstanceOf(NtkException.class)
                .hasMessage("'set' holds 'alpha'. Write NAME=VALUE, and ; between several.");
    }
}
