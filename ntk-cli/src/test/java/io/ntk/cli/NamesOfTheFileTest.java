package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Parameters;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tensors of a network that PyTorch saved have PyTorch's names, wherever they are named. */
class NamesOfTheFileTest {
    private static final GoldenCase GRU = GoldenCase.named("gru");
    private static final String RECURRENT = "net.rnn.weight_hh_l0";

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli = new CliFixture(folder);
    private String pair = "";

    @BeforeEach
    void writeCheckpoints() {
        cli = new CliFixture(folder);
        pair = " --cell gru --before " + checkpoint("before", GRU.before(), "weight_hh_l0") + " --after "
                + checkpoint("after", GRU.after(), "weight_hh_l0") + inputs();
    }

    private String inputs() {
        return " --inputs "
                + cli.write(
                        "inputs.npy",
                        new NumericArray(
                                "inputs",
                                List.of(
                                        GRU.inputs().trials(),
                                        GRU.inputs().steps(),
                                        GRU.inputs().size()),
                                GRU.inputs().toArray()))
                + " --precision float64";
    }

    private Path checkpoint(String name, Parameters parameters, String recurrent) {
        List<NumericArray> arrays = new ArrayList<>();
        for (ParameterTensor tensor : parameters.layout().tensors()) {
            String last = tensor.name().equals("weight_hh") ? recurrent : tensor.name() + "_l0";
            arrays.add(new NumericArray("net.rnn." + last, tensor.shape(), parameters.tensor(tensor.name())));
        }
        int hidden = GRU.model().hiddenSize();
        double[] weight = new double[2 * hidden];
        Arrays.setAll(weight, i -> Math.sin(i + 1.0));
        arrays.add(new NumericArray("net.fc.weight", List.of(2, hidden), weight));
        return cli.write(name + ".npz", arrays);
    }

    @Test
    void resultsNameTensorsAsTheFileDoes() throws Exception {
        Map<String, Object> align =
                json("align --estimator exact --contributions --observe outputs --out " + folder + "/a.npz");
        assertThat(align.toString())
                .contains(RECURRENT, "net.fc.weight")
                .doesNotContain("weight_hh=", "=weight_hh", "readout.weight");

        Map<String, Object> flow =
                json("flow --estimator exact --observe outputs --targets " + targets() + " --out " + folder + "/f.npz");
        assertThat(String.valueOf(flow.get("gradientShare"))).contains(RECURRENT + "=", "net.fc.weight=");
        try (ArrayFile file = ArrayFile.open(folder.resolve("f.npz"))) {
            assertThat(file.names()).contains("gradient." + RECURRENT);
        }
    }

    private Path targets() {
        int size = GRU.inputs().trials() * GRU.inputs().steps() * 2;
        return cli.write(
                "targets.npy",
                new NumericArray(
                        "targets", List.of(GRU.inputs().trials(), GRU.inputs().steps(), 2), new double[size]));
    }

    @ParameterizedTest
    @ValueSource(strings = {RECURRENT, "rnn.weight_hh_l0", "weight_hh_l0", "rnn.weight_hh", "weight_hh"})
    void paramsTakesEveryNameOfATensor(String name) throws Exception {
        assertThat(json("align --estimator exact --params " + name).get("value"))
                .isEqualTo(json("align --estimator exact --params weight_h*").get("value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {RECURRENT, "rnn.weight_hh_l0", "weight_hh_l0", "weight_hh"})
    void keepTakesEveryNameOfATensor(String name) throws Exception {
        ParameterTensor tensor = GRU.before().layout().tensor("weight_hh");
        double[] mask = new double[tensor.size()];
        Arrays.setAll(mask, i -> i % 2);
        Path kept = cli.write("kept.npz", List.of(new NumericArray(name, tensor.shape(), mask)));
        double value = number(json("align --estimator exact --keep " + kept).get("value"));

        assertThat(value).isNotEqualTo(number(json("align --estimator exact").get("value")));
        Path own = cli.write("own.npz", List.of(new NumericArray("weight_hh", tensor.shape(), mask)));
        assertThat(value)
                .isEqualTo(number(json("align --estimator exact --keep " + own).get("value")));
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    @Test
    void aModuleThatWasChosenIsNoPartOfTheNames() throws Exception {
        pair = pair.replace(".npz --after", ".npz:net --after");
        assertThat(json("align --estimator exact --contributions").toString())
                .contains("rnn.weight_hh_l0")
                .doesNotContain(RECURRENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"net.rnn.weight_hh_l0", "weight_hh_l0", "weight_hh"})
    void mapTakesEveryNameOfATensor(String name) throws Exception {
        Object value = json("align --estimator exact").get("value");
        pair = " --cell gru --before " + checkpoint("other-before", GRU.before(), "h2h.weight") + " --after "
                + checkpoint("other-after", GRU.after(), "h2h.weight") + inputs();

        assertThat(json("align --estimator exact --map " + name + "=*.h2h.weight")
                        .get("value"))
                .isEqualTo(value);
    }

    private Map<String, Object> json(String line) throws Exception {
        String model =
                line.startsWith("flow") ? pair.replaceFirst(" --before (\\S+) --after \\S+", " --model $1") : pair;
        CliFixture.Result result = cli.run(line + model + " --json");
        assertThat(result.err()).isEmpty();
        Map<String, Object> json = new HashMap<>(ParsedJson.object(result.out()));
        // It says which array each tensor of the cell was.
        json.remove("model");
        return json;
    }
}
