package io.ntk.io.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadoutSearchTest {
    private static final int WIDTH = 2;

    @TempDir
    private Path folder;

    private Path path = Path.of("");

    @BeforeEach
    void nameTheFile() {
        path = folder.resolve("model.safetensors");
    }

    private FoundTensors find(String prefix, ReadoutRequest request, List<String> map, String... arrays) {
        CheckpointFiles.write(path, arrays);
        try (ArrayFile file = ArrayFile.open(path)) {
            CheckpointReader reader = prefix.isEmpty() ? CheckpointReader.of(file) : CheckpointReader.of(file, prefix);
            return reader.mapped(TensorMap.parse(map))
                    .readout(WIDTH, request, Set.of())
                    .require();
        }
    }

    private FoundTensors find(String... arrays) {
        return find("", ReadoutRequest.FOUND, List.of(), arrays);
    }

    private FoundTensors named(String name, String... arrays) {
        return find("", ReadoutRequest.parse(name), List.of(), arrays);
    }

    @Test
    void theOnlyMatrixOverTheStateIsTheReadout() {
        FoundTensors found = find("encoder.weight 3 9", "norm.weight 2", "fc.weight 4 2", "fc.bias 4");
        assertThat(found.sources())
                .containsEntry("readout.weight", "fc.weight")
                .containsEntry("readout.bias", "fc.bias");
        assertThat(found.arrays().keySet()).containsExactly("readout.weight", "readout.bias");
        assertThat(find("out.weight 4 2").arrays().keySet()).containsExactly("readout.weight");
    }

    @Test
    void ofSeveralOnlyTheOneCalledSoIsTaken() {
        assertThat(find("a.weight 4 2", "m.readout.weight 4 2").sources()).containsValue("m.readout.weight");
        assertThatThrownBy(() -> find("a.weight 4 2", "b.weight 4 2"))
                .hasMessageContaining("several weights that could be the readout's: 'a.weight', 'b.weight'")
                .hasMessageContaining("--readout a");
    }

    @Test
    void anEmbeddingIsNoReadout() {
        assertThatThrownBy(() -> find("embedding.weight 9 2"))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("'embedding.weight' of shape [9, 2]")
                .hasMessageContaining("looks like an embedding");
        assertThat(find("embedding.weight 9 2", "fc.weight 4 2").sources()).containsValue("fc.weight");
    }

    @Test
    void aLayerThatAnotherReadsIsNoReadoutUnlessItIsNamed() {
        String[] head = {"head.0.weight 4 2", "head.0.bias 4", "head.2.weight 1 4"};
        assertThatThrownBy(() -> find(head))
                .hasMessageContaining("'head.0.weight' of shape [4, 2] is followed by 'head.2.weight' of shape [1, 4]");
        assertThat(named("head.0", head).sources()).containsValue("head.0.bias");
        assertThatThrownBy(() -> named("head", head)).hasMessageContaining("'head.0.weight'");
    }

    @Test
    void aReadoutBesideTheModuleIsPointedAtAndTakenByName() {
        String[] arrays = {"gru.weight_hh 6 2", "dense.weight 1 2"};
        assertThatThrownBy(() -> find("gru", ReadoutRequest.FOUND, List.of(), arrays))
                .hasMessageContaining("stands beside the module: if that is it, say --readout dense.");
        assertThat(find("gru", ReadoutRequest.parse("dense"), List.of(), arrays).sources())
                .containsValue("dense.weight");
    }

    @ParameterizedTest
    @CsvSource({"dense, dense/kernel 2 3", "dense, a/dense/kernel:0 2 3", "layers/dense, layers/dense/vars/0 2 3"})
    void kerasReadoutsAreTransposed(String name, String array) {
        FoundTensors found = named(name, array);
        assertThat(found.arrays().get("readout.weight"))
                .satisfies(weight -> assertThat(weight.shape()).containsExactly(3, 2));
        assertThat(found.notes()).singleElement().asString().contains("stored as [in, out] and is transposed");
    }

    @Test
    void whatTheShapeContradictsIsRefused() {
        assertThatThrownBy(() -> named("encoder", "encoder.weight 2 3"))
                .hasMessageContaining("cannot be the readout of 2 units");
        assertThatThrownBy(() -> named("W_out", "W_out 2 2")).hasMessageContaining("is square");
        assertThat(named("d", "d/kernel 2 2").notes()).hasSize(1);
        assertThatThrownBy(() -> find("fc.weight 4 2", "fc.bias 5"))
                .hasMessageContaining("'fc.bias' of shape [5] does not fit 'fc.weight' of shape [4, 2]");
    }

    @Test
    void mappedTensorsAreTaken() {
        FoundTensors found = find(
                "",
                ReadoutRequest.FOUND,
                List.of("readout.weight=*W_o*", "readout.bias=b_out"),
                "m.W_out 3 2",
                "b_out 3");
        assertThat(found.sources()).containsEntry("readout.weight", "m.W_out").containsEntry("readout.bias", "b_out");
        assertThatThrownBy(() -> find("", ReadoutRequest.FOUND, List.of("readout.weight=W*"), "W1 3 2", "W2 3 3"))
                .hasMessageContaining("holds several arrays 'W*'");
        assertThatThrownBy(() -> find("", ReadoutRequest.NONE, List.of(), "fc.weight 4 2"))
                .hasMessageContaining("no readout is to be taken");
    }

    @ParameterizedTest
    @CsvSource({
        "dense/kernel 2 3, dense/bias 3",
        "time_distributed/time_distributed/kernel:0 2 3, time_distributed/time_distributed/bias:0 3",
        "layers/dense/vars/0 2 3, layers/dense/vars/1 3",
        "layers/time_distributed/layer/vars/0 2 3, layers/time_distributed/layer/vars/1 3",
        "params/Dense_0/kernel 2 3, params/Dense_0/bias 3"
    })
    void kernelsAreFoundAndTransposed(String weight, String bias) {
        FoundTensors found = find(weight, bias);
        assertThat(found.sources())
                .containsEntry("readout.weight", weight.split(" ", 2)[0])
                .containsEntry("readout.bias", bias.split(" ", 2)[0]);
        assertThat(shape(found, "readout.weight")).containsExactly(3, 2);
        assertThat(found.notes()).singleElement().asString().contains("stored as [in, out] and is transposed");
    }

    @ParameterizedTest
    @CsvSource({
        "net.W_out 3 2, net.b_out 3 1",
        "net.Wout 3 2, net.bout 1 3",
        "w_out 3 2, b_out 3",
        "wOut 3 2, bOut 3",
    })
    void outputMatricesAreFoundWithTheirBiases(String weight, String bias) {
        FoundTensors found = find(weight, bias);
        assertThat(found.sources())
                .containsEntry("readout.weight", weight.split(" ", 2)[0])
                .containsEntry("readout.bias", bias.split(" ", 2)[0]);
        assertThat(shape(found, "readout.weight")).containsExactly(3, 2);
        assertThat(shape(found, "readout.bias")).containsExactly(3);
        boolean line = bias.split(" ", -1).length == 3;
        assertThat(found.notes().toString().contains("is taken for a vector")).isEqualTo(line);
        assertThat(find(weight).arrays().keySet()).containsExactly("readout.weight");
    }

    private static List<Integer> shape(FoundTensors found, String tensor) {
        return Objects.requireNonNull(found.arrays().get(tensor)).shape();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gru/cell/vars/0 2 6; gru/cell/vars/1 2 6; gru/cell/vars/2 2 6",
                "gru/kernel 2 6; gru/recurrent_kernel 2 6; gru/bias 6",
                "gru/gru_cell/kernel:0 2 6; gru/gru_cell/recurrent_kernel:0 2 6; fc.bias 3",
                "layers/embedding/vars/0 2 9; x 1; y 1",
                "opt_state/0/mu/Dense/kernel 2 3; optimizer_weights/Adam/m/kernel:0 2 3; optim.fc.weight 3 2"
            })
    void otherMatricesAreNoReadout(String arrays) {
        assertThatThrownBy(() -> find(arrays.split("; ", -1))).hasMessageContaining("holds no readout of 2 units");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "dense/kernel 2 3; fc.weight 3 2 | could be the readout's: 'dense/kernel', 'fc.weight'",
                "a.W_out 3 2; b.W_out 3 2 | could be the readout's: 'a.W_out', 'b.W_out'",
                "head/kernel 2 4; last/kernel 4 1 | is followed by 'last/kernel' of shape [4, 1]",
                "net.W_out 2 2 | is square",
                "net.W_out 3 2; net.b_out 4 1 | 'net.b_out' of shape [4, 1] does not fit 'net.W_out' of shape [3, 2]"
            })
    void severalOrMisshapenReadoutsAreRefused(String arrays, String says) {
        assertThatThrownBy(() -> find(arrays.split("; ", -1)))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining(says);
    }

    @Test
    void aKernelBesideTheModuleIsPointedAt() {
        String[] arrays = {"gru/weight_hh 6 2", "layers/dense/vars/0 2 1"};
        assertThatThrownBy(() -> find("gru", ReadoutRequest.FOUND, List.of(), arrays))
                .hasMessageContaining("if that is it, say --readout layers/dense.");
    }
}
