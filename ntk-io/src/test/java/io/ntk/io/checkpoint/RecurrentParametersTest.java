package io.ntk.io.checkpoint;

import static io.ntk.io.arrays.Fixtures.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.Fixtures;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrentParametersTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void namePath() {
        path = folder.resolve("model.safetensors");
    }

    private RecurrentParameters read(String... namesAndShapes) {
        CheckpointFiles.write(path, namesAndShapes);
        try (ArrayFile file = ArrayFile.open(path)) {
            return CheckpointReader.of(file).recurrent();
        }
    }

    @Test
    void goldenCheckpointsAreReadByPrefix() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("golden/gru.npz"))) {
            RecurrentParameters before = CheckpointReader.of(file, "before").recurrent();
            assertThat(before.tensors().keySet()).containsExactly("weight_ih", "weight_hh", "bias_ih", "bias_hh");
            assertThat(before.module()).isEqualTo("before");
            assertThat(before.layers()).isEqualTo(1);
            assertThat(before.inputSize()).isEqualTo(3);
            assertThat(before.hiddenSize()).isEqualTo(5);
            assertThat(before.gates()).isEqualTo(3);
            assertThat(before.has("bias_ih")).isTrue();
            assertThat(before.tensor("weight_hh").name()).isEqualTo("weight_hh");
            assertThat(before.tensor("weight_hh").values())
                    .containsExactly(file.read("before.weight_hh").values());
            assertThat(CheckpointReader.of(file, "after.")
                            .recurrent()
                            .tensor("weight_hh")
                            .values())
                    .containsExactly(file.read("after.weight_hh").values());
        }
    }

    @Test
    void biasesMayBeAbsent() {
        try (ArrayFile file = ArrayFile.open(Fixtures.resource("golden/leaky.npz"))) {
            RecurrentParameters after = CheckpointReader.of(file, "after").recurrent();
            assertThat(after.tensors().keySet()).containsExactly("weight_ih", "weight_hh");
            assertThat(after.has("bias_ih")).isFalse();
            assertThat(after.gates()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "rnn.", "model.gru.", "module._orig_mod.core.", "params/rnn/"})
    void anyModuleWillDo(String module) {
        RecurrentParameters cell = read(module + "weight_hh 6 2", module + "bias_hh 6", module + "weight_ih 6 3");
        assertThat(cell.tensors().keySet()).containsExactly("weight_ih", "weight_hh", "bias_hh");
        assertThat(cell.module()).isEqualTo(module.isEmpty() ? "" : module.substring(0, module.length() - 1));
        RecurrentParameters network = read(module + "weight_ih_l0 6 3", module + "weight_hh_l0 6 2");
        assertThat(network.tensors().keySet()).containsExactly("weight_ih", "weight_hh");
    }

    @Test
    void severalLayersKeepTheirNumbers() {
        RecurrentParameters stack = read(
                "rnn.weight_ih_l0 8 3",
                "rnn.weight_hh_l0 8 2",
                "rnn.bias_ih_l0 8",
                "rnn.bias_hh_l0 8",
                "rnn.weight_ih_l1 8 2",
                "rnn.weight_hh_l1 8 2",
                "rnn.bias_ih_l1 8",
                "rnn.bias_hh_l1 8");
        assertThat(stack.layers()).isEqualTo(2);
        assertThat(stack.inputSize()).isEqualTo(3);
        assertThat(stack.hiddenSize()).isEqualTo(2);
        assertThat(stack.gates()).isEqualTo(4);
        assertThat(stack.tensors().keySet())
                .containsExactly(
                        "weight_ih_l0",
                        "weight_hh_l0",
                        "bias_ih_l0",
                        "bias_hh_l0",
                        "weight_ih_l1",
                        "weight_hh_l1",
                        "bias_ih_l1",
                        "bias_hh_l1");
        assertThat(stack.tensor("weight_hh_l1").values()).containsOnly(5);
    }

    @Test
    void tenLayersAreInNumericOrder() {
        List<String> lines = new ArrayList<>();
        for (int layer = 10; layer >= 0; layer--) {
            lines.add("weight_hh_l" + layer + " 2 2");
            lines.add("weight_ih_l" + layer + " 2 2");
        }
        assertThat(read(lines.toArray(String[]::new)).tensors().keySet())
                .hasSize(22)
                .endsWith("weight_ih_l9", "weight_hh_l9", "weight_ih_l10", "weight_hh_l10");
    }

    @Test
    void theSingleBiasOfOtherCellsIsTakenFromTheirModule() {
        assertThat(read("rnn.weight_ih 2 3", "rnn.weight_hh 2 2", "rnn.bias 2", "fc.bias 7")
                        .tensors()
                        .keySet())
                .containsExactly("weight_ih", "weight_hh", "bias");
        assertThat(read("rnn.weight_ih 2 3", "rnn.weight_hh 2 2", "fc.bias 2")
                        .tensors()
                        .keySet())
                .containsExactly("weight_ih", "weight_hh");
    }

    @Test
    void severalModulesNeedAPrefix() {
        Path golden = Fixtures.resource("golden/leaky.npz");
        try (ArrayFile file = ArrayFile.open(golden)) {
            assertRefused(
                    () -> CheckpointReader.of(file).recurrent(),
                    ErrorId.INVALID_ARGUMENT,
                    "File '" + golden + "' holds recurrent weights in 2 modules: 'before', 'after'."
                            + " Name one as FILE:PREFIX, for instance '" + golden + ":before'.");
        }
        CheckpointFiles.write(
                path,
                "m.a.weight_ih 2 3",
                "m.a.weight_hh 2 2",
                "m.b.weight_ih 2 3",
                "m.b.weight_hh 2 2",
                "c.weight_hh 2 2");
        try (ArrayFile file = ArrayFile.open(path)) {
            assertRefused(
                    () -> CheckpointReader.of(file, "m").recurrent(),
                    ErrorId.INVALID_ARGUMENT,
                    "File '" + path + "' under 'm' holds recurrent weights in 2 modules: 'm.a', 'm.b'."
                            + " Name one as FILE:PREFIX, for instance '" + path + ":m.a'.");
        }
    }

    @Test
    void unknownPrefixesAreNamedWithTheClosest() {
        CheckpointFiles.write(path, "before.rnn.weight_ih 2 3", "before.rnn.weight_hh 2 2");
        try (ArrayFile file = ArrayFile.open(path)) {
            assertRefused(
                    () -> CheckpointReader.of(file, "befor.rnn"),
                    ErrorId.ARRAY_NOT_FOUND,
                    "File '" + path + "' holds no array under 'befor.rnn'. Did you mean 'before.rnn'? It holds"
                            + " 'before.rnn.weight_ih', 'before.rnn.weight_hh'.");
        }
    }

    @Test
    void unknownTensorsAreNamedWithTheClosest() {
        RecurrentParameters parameters = read("weight_ih 2 3", "weight_hh 2 2");
        assertRefused(
                () -> parameters.tensor("wieght_hh"),
                ErrorId.UNKNOWN_PARAMETER,
                "The checkpoint has no parameter 'wieght_hh'. Did you mean 'weight_hh'? Known are: weight_ih, weight_hh.");
    }

    static Stream<Arguments> refusals() {
        String layout = " Check that both were saved from the same module, in PyTorch's layout.";
        String keras =
                "Keras stores weights as [in, out] and orders gates in its own way: choose --cell keras_gru, keras_lstm"
                        + " or keras_simple_rnn, or save their transposes, w.T, with the gates in PyTorch's order.";
        String unsupported = "; such networks are not supported. Use a unidirectional network without projection.";
        return Stream.of(
                arguments(
                        ErrorId.ARRAY_NOT_FOUND,
                        List.of("fc.weight 2 3", "fc.bias 2"),
                        "File FILE holds no recurrent weights: no name ends in weight_ih or weight_hh, with or without a layer"
                                + " as in weight_ih_l0. It holds 'fc.weight', 'fc.bias'."),
                arguments(
                        ErrorId.ARRAY_NOT_FOUND,
                        List.of("J 6 2", "B 6 3"),
                        "File FILE holds no recurrent weights: no name ends in weight_ih or weight_hh, with or without a layer"
                                + " as in weight_ih_l0. If it is a module of PyTorch under other names, --map"
                                + " weight_ih=NAME --map weight_hh=NAME say which; a step of your own needs an equation file."
                                + " It holds 'J', 'B'."),
                arguments(
                        ErrorId.ARRAY_NOT_FOUND,
                        List.of("r.weight_ih_l0 2 3"),
                        "File FILE holds recurrent weights, but no weight_hh of layer 0. --map weight_hh=NAME says under which name it stands. It holds 'r.weight_ih_l0'."),
                arguments(
                        ErrorId.ARRAY_NOT_FOUND,
                        List.of("weight_ih_l0 2 3", "weight_hh_l0 2 2", "weight_ih_l2 2 2", "weight_hh_l2 2 2"),
                        "File FILE holds recurrent weights, but no weight_ih of layer 1. --map weight_ih_l1=NAME says under which name it stands. It holds 'weight_ih_l0',"
                                + " 'weight_hh_l0', 'weight_ih_l2', 'weight_hh_l2'."),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("r.weight_ih_l0 2 3", "r.weight_hh_l0 2 2", "r.weight_ih_l0_reverse 2 3"),
                        "File FILE has an array 'r.weight_ih_l0_reverse', which belongs to a bidirectional network"
                                + unsupported),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("r.weight_ih_l0 8 3", "r.weight_hh_l0 8 1", "r.weight_hr_l0 1 2"),
                        "File FILE has an array 'r.weight_hr_l0', which is the projection of an LSTM with proj_size"
                                + unsupported),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("weight_ih 2 3", "weight_hh 2 2", "weight_hh_l0 2 2"),
                        "File FILE has both 'weight_hh' and 'weight_hh_l0', which mean the same. Save it again with only one"
                                + " of them."),
                arguments(
                        ErrorId.SHAPE_MISMATCH,
                        List.of("weight_ih 4 3", "weight_hh 2 2"),
                        "Array 'weight_ih' of shape [4, 3] and 'weight_hh' of shape [2, 2] do not have the same number of rows."
                                + layout),
                arguments(
                        ErrorId.SHAPE_MISMATCH,
                        List.of("weight_ih 2 3", "weight_hh 2 2", "bias_ih 4"),
                        "Array 'bias_ih' of shape [4] and 'weight_hh' of shape [2, 2] do not have the same number of rows."
                                + layout),
                arguments(
                        ErrorId.SHAPE_MISMATCH,
                        List.of("weight_ih 2 6", "weight_hh 2 6"),
                        "Array 'weight_hh' of shape [2, 6] does not have a multiple of 6 rows. " + keras),
                arguments(
                        ErrorId.SHAPE_MISMATCH,
                        List.of("weight_ih 0 3", "weight_hh 0 0"),
                        "Array 'weight_hh' of shape [0, 0] does not have a multiple of 0 rows. A recurrent weight has H columns and H rows for each gate; check that it is not transposed."),
                arguments(
                        ErrorId.SHAPE_MISMATCH,
                        List.of("weight_ih 2", "weight_hh 2 2"),
                        "Array 'weight_ih' of shape [2] has 1 axes. A recurrent weight has two."),
                arguments(
                        ErrorId.SHAPE_MISMATCH,
                        List.of("weight_ih_l0 2 3", "weight_hh_l0 2 2", "weight_ih_l1 2 3", "weight_hh_l1 2 2"),
                        "Array 'weight_ih_l1' of shape [2, 3] and 'weight_hh_l0' of shape [2, 2] do not have the same number of columns."
                                + layout),
                arguments(
                        ErrorId.SHAPE_MISMATCH,
                        List.of("weight_ih_l0 2 3", "weight_hh_l0 2 2", "weight_ih_l1 4 2", "weight_hh_l1 4 4"),
                        "Array 'weight_hh_l1' of shape [4, 4] and 'weight_hh_l0' of shape [2, 2] do not have the same number of columns."
                                + layout),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("gru/gru_cell/kernel 3 6", "gru/gru_cell/recurrent_kernel 2 6"),
                        "File FILE holds recurrent weights under Keras' names. " + keras),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("r.weight_ih_l0 2 3", "r.weight_hh_l0_g 2 1", "r.weight_hh_l0_v 2 2"),
                        "File FILE stores weight_hh_l0 in factors, one of which is 'r.weight_hh_l0_g'. Call"
                                + " torch.nn.utils.remove_weight_norm(module, 'weight_hh_l0') before saving; the kernel is then that"
                                + " with respect to weight_hh_l0, not to its factors."),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("r.weight_ih 2 3", "r.weight_hh_orig 2 2", "r.weight_hh_mask 2 2"),
                        "File FILE stores weight_hh as a function of 'r.weight_hh_orig'. For the kernel with respect to"
                                + " what was trained, write an equation file with a parameter from \"r.weight_hh_orig\" and"
                                + " its product with weight_hh_mask under 'weights'; for that with respect to weight_hh"
                                + " itself, another number, call torch.nn.utils.prune.remove(module, 'weight_hh') before"
                                + " saving."),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("r.weight_ih 2 3", "r.parametrizations.weight_hh.original 2 2"),
                        "File FILE stores weight_hh as a function of 'r.parametrizations.weight_hh.original'. For the"
                                + " kernel with respect to what was trained, write an equation file with a parameter from"
                                + " \"r.parametrizations.weight_hh.original\" and the parametrization under 'weights'; for"
                                + " that with respect to weight_hh itself, another number, call"
                                + " torch.nn.utils.parametrize.remove_parametrizations(module, 'weight_hh') before saving."),
                arguments(
                        ErrorId.FILE_FORMAT,
                        List.of("r.weight_ih 2 3", "r.parametrizations.weight_hh.original0 2 1"),
                        "File FILE stores weight_hh in factors, one of which is 'r.parametrizations.weight_hh.original0'."
                                + " Call torch.nn.utils.parametrize.remove_parametrizations(module, 'weight_hh') before"
                                + " saving; the kernel is then that with respect to weight_hh, not to its factors."));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void checkpointsThatFitNoNetworkAreRefused(ErrorId id, List<String> namesAndShapes, String message) {
        assertRefused(() -> read(namesAndShapes.toArray(String[]::new)), id, message.replace("FILE", "'" + path + "'"));
    }

    @Test
    void valuesMustBeFinite() {
        double[] values = {1, Double.NaN};
        ArrayWriter.write(
                path,
                List.of(
                        new NumericArray("r.weight_ih", List.of(1, 2), values),
                        new NumericArray("r.weight_hh", List.of(1, 1), new double[1])),
                Precision.FLOAT64);
        try (ArrayFile file = ArrayFile.open(path)) {
            assertRefused(
                    () -> CheckpointReader.of(file).recurrent(),
                    ErrorId.NON_FINITE,
                    "Array 'r.weight_ih' of '" + path
                            + "' holds NaN at index [0, 1]. Look at the run that wrote it: training"
                            + " may have diverged.");
        }
    }
}
