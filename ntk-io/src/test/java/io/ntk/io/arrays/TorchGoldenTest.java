package io.ntk.io.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that PyTorch and Lightning wrote, against the same numbers in an NPZ. */
class TorchGoldenTest {
    private static final List<String> GRU = List.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0");

    @ParameterizedTest
    @CsvSource({
        "%s.pt, '', 0",
        "%s_legacy.pth, '', 0",
        "%s_views.pt, '', 0",
        "%s.ckpt, state_dict.model.rnn., 24",
        "%s_bf16_dataparallel.pt, module., 8"
    })
    void parametersAreThoseOfTheNpz(String name, String prefix, int bits) {
        for (String which : List.of("before", "after")) {
            Path file = Fixtures.resource("torch/" + name.formatted(which));
            try (ArrayFile golden = ArrayFile.open(Fixtures.resource("golden/gru.npz"));
                    ArrayFile opened = ArrayFile.open(file)) {
                for (String parameter : GRU) {
                    String inNpz = which + "." + parameter.replace("_l0", "");
                    NumericArray expected = golden.read(inNpz);
                    NumericArray read = opened.read(prefix + parameter);
                    assertThat(read.shape()).isEqualTo(expected.shape());
                    assertThat(opened.info(prefix + parameter).shape())
                            .isEqualTo(golden.info(inNpz).shape());
                    double[] values = expected.values();
                    for (int i = 0; i < values.length; i++) {
                        double rounding = bits == 0 ? 0 : Math.abs(values[i]) * Math.scalb(1.0, -bits);
                        assertThat(Math.abs(read.values()[i] - values[i])).isLessThanOrEqualTo(rounding);
                    }
                }
            }
        }
    }

    @Test
    void namesArePathsOfKeysAndNumbersAreNoArrays() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("torch/before.ckpt"))) {
            assertThat(file.arrays())
                    .containsExactly(
                            new ArrayInfo("state_dict.model.rnn.weight_ih_l0", "float64", List.of(15L, 3L)),
                            new ArrayInfo("state_dict.model.rnn.weight_hh_l0", "float64", List.of(15L, 5L)),
                            new ArrayInfo("state_dict.model.rnn.bias_ih_l0", "float64", List.of(15L)),
                            new ArrayInfo("state_dict.model.rnn.bias_hh_l0", "float64", List.of(15L)),
                            new ArrayInfo("state_dict.model.readout.weight", "float32", List.of(2L, 5L)),
                            new ArrayInfo("optimizer_states.0.state.0.step", "float32", List.of()),
                            new ArrayInfo("optimizer_states.0.state.0.exp_avg", "float64", List.of(15L, 5L)));
        }
    }

    @Test
    void aPickledModuleHasTheNamesOfItsStateDict() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("torch/whole_module.pt"))) {
            assertThat(file.names()).containsExactlyElementsOf(GRU);
            assertThat(file.read("weight_ih_l0").shape()).containsExactly(18, 3);
        }
    }

    @Test
    void oneModelIsTheSameInEachContainer() {
        for (String which : List.of("before", "after")) {
            try (ArrayFile zip = ArrayFile.open(Fixtures.resource("torch/nested_" + which + ".pt"));
                    ArrayFile legacy = ArrayFile.open(Fixtures.resource("torch/nested_" + which + ".pth"))) {
                assertThat(legacy.names()).containsExactlyElementsOf(GRU);
                for (String name : GRU) {
                    NumericArray nested = zip.read("model._orig_mod.module.rnn." + name);
                    assertThat(legacy.read(name).shape()).isEqualTo(nested.shape());
                    assertThat(legacy.read(name).values()).containsExactly(nested.values());
                }
            }
        }
    }

    static Stream<Path> all() throws IOException {
        try (Stream<Path> files = Files.list(Fixtures.resource("torch"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyArrayIsFinite(Path path) {
        try (ArrayFile file = ArrayFile.open(path)) {
            assertThat(file.names()).isNotEmpty();
            for (String name : file.names()) {
                file.read(name).requireFinite();
            }
        }
    }

    @Test
    void weightNormAndTiedArraysAreListedAsTheyAre() {
        try (ArrayFile norm = ArrayFile.open(Fixtures.resource("torch/weight_norm.pt"));
                ArrayFile tied = ArrayFile.open(Fixtures.resource("torch/tied_before.pt"))) {
            assertThat(norm.names()).contains("weight_hh_l0_g", "weight_hh_l0_v");
            assertThat(tied.read("rnn.weight_ih_l0").values())
                    .containsExactly(tied.read("rnn.cell.weight_ih").values());
        }
    }
}
