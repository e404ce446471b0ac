package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowTest {
    private static final Path MODELS = Path.of("..", "ntk-runtime", "src", "test", "resources", "models");

    @TempDir
    private Path folder;

    private CliFixture cli;

    @BeforeEach
    void start() {
        cli = new CliFixture(folder);
    }

    private static String line(String model, String cell) {
        Path file = MODELS.resolve(model + ".npz");
        return "flow --cell " + cell + " --model " + file + ":before --inputs " + file + ":inputs --precision float64"
                + (model.equals("ctrnn_dale") ? " --constants " + file + ":constant" : "");
    }

    private static String asked(String model, String cell) {
        Path file = MODELS.resolve(model + ".npz");
        return line(model, cell) + " --targets " + file + ":targets --valid " + file + ":valid";
    }

    private static String tau() {
        return asked("ctrnn_tau", "rate_tau");
    }

    private Map<String, Object> json(String arguments) {
        Result result = cli.run(arguments + " --json");
        assertThat(result.err()).isEmpty();
        return ParsedJson.object(result.out());
    }

    private static double value(Object estimate) {
        return (double) ((Map<?, ?>) estimate).get("value");
    }

    @ParameterizedTest
    @CsvSource({
        "ctrnn_dale, dale_rate",
        "ctrnn_tau, rate_tau",
        "keras_gru, keras_gru",
        "low_rank, low_rank_rate",
        "diagonal, diagonal"
    })
    void givesThePublishedFacts(String model, String cell) throws IOException {
        Map<String, Object> facts = ParsedJson.object(Files.readString(MODELS.resolve(model + ".json")));
        Path file = MODELS.resolve(model + ".npz");
        Path out = folder.resolve("flow.npz");

        Map<String, Object> json =
                json(asked(model, cell) + " --groups " + file + ":labels --estimator exact --out " + out);

        Map.of(
                        "lossBefore", "loss_before",
                        "errorNorm", "error_norm",
                        "gradientNorm", "gradient_norm",
                        "flowNorm", "flow_norm",
                        "rayleigh", "rayleigh")
                .forEach((key, fact) -> assertClose((double) json.get(key), facts.get(fact)));
        assertClose(value(json.get("errorAlignment")), facts.get("error_alignment"));
        assertClose(Math.pow(value(json.get("norm")), 2), facts.get("squared_frobenius_before"));
        assertThat(((Map<?, ?>) json.get("errorAlignment")).get("errorKind")).isEqualTo("exact");
        List<?> shares = List.copyOf(((Map<?, ?>) json.get("gradientShare")).values());
        List<?> right = List.copyOf(((Map<?, ?>) facts.get("gradient_share")).values());
        for (int i = 0; i < right.size(); i++) {
            assertClose((double) shares.get(i), right.get(i));
        }
        List<?> steps = (List<?>) json.get("flowShareByStep");
        for (int t = 0; t < steps.size(); t++) {
            assertClose((double) steps.get(t), ((List<?>) facts.get("flow_share_by_step")).get(t));
        }
        assertThat(json).containsEntry("groups", List.of("0", "1"));
        assertClose((double) at(json.get("groupGradientCosine"), 0, 1), facts.get("group_gradient_cosine"));
        assertClose(value(at(json.get("groupBlockAlignment"), 1, 0)), facts.get("group_block_alignment"));
        try (ArrayFile written = ArrayFile.open(out);
                ArrayFile golden = ArrayFile.open(file)) {
            for (String name : List.of("error", "flow")) {
                assertThat(written.read(name).shape()).containsExactly(3, 5, 6);
                assertThat(written.read(name).values())
                        .containsExactly(golden.read(name).values(), within(1e-12));
            }
            assertThat(written.names()).noneMatch(name -> name.contains("readout"));
        }
    }

    private static Object at(Object matrix, int row, int column) {
        return ((List<?>) ((List<?>) matrix).get(row)).get(column);
    }

    private static void assertClose(double found, Object right) {
        assertThat(found).isCloseTo((double) right, within(1e-9 * Math.abs((double) right)));
    }

    @Test
    void differentiatesTheReadoutWhereOutputsAreObserved() {
        Map<String, Object> json = json(tau() + " --observe outputs --estimator naive");

        assertThat(((Map<?, ?>) json.get("gradientShare")).keySet().toString())
                .contains("readout.weight, readout.bias");
        assertThat((List<?>) json.get("flowShareByUnit")).hasSize(2);
        assertClose((double) json.get("lossBefore"), json(tau()).get("lossBefore"));
    }

    @Test
    void samplesWhatIsNoSingleProduct() {
        Map<String, Object> json =
                json(tau() + " --groups " + MODELS.resolve("ctrnn_tau.npz") + ":labels --samples 40");

        Map<?, ?> alignment = (Map<?, ?>) json.get("errorAlignment");
        assertThat(alignment.get("errorKind")).isEqualTo("standard-error");
        assertThat((List<?>) alignment.get("interval95")).hasSize(2);
        Map<?, ?> block = (Map<?, ?>) at(json.get("groupBlockAlignment"), 0, 1);
        assertThat((double) block.get("standardError")).isPositive();
        assertThat(json).containsEntry("estimator", "hutch++");
        List<?> errors = (List<?>) ((Map<?, ?>) json.get("errorSpectrum")).get("shares");
        assertThat(errors).hasSize(10);
    }

    @Test
    void predictsTheLossOfAFrozenKernel() {
        Map<?, ?> frozen =
                (Map<?, ?>) json(tau() + " --rate 0.05 --steps-ahead 30").get("frozenKernel");

        List<?> losses = (List<?>) frozen.get("losses");
        assertThat(losses).hasSize(31);
        assertClose((double) losses.get(0), json(tau()).get("lossBefore"));
        assertThat((double) losses.get(30)).isLessThan((double) losses.get(0));
        assertThat((double) frozen.get("divergesAbove")).isGreaterThan(0.05);
        assertThat(cli.run(tau() + " --rate 0.05").out())
                .containsPattern(
                        "(?m)^frozen +loss 1\\.3639\\d* falls to 0\\.354628 after 100 steps at rate 0\\.05, diverges above");
    }

    @Test
    void takesClassesAndProbabilities() throws IOException {
        double[] classes = new double[15];
        double[] oneHot = new double[30];
        for (int i = 0; i < 15; i++) {
            classes[i] = i % 4 == 0 ? 1 : 0;
            oneHot[2 * i + (int) classes[i]] = 1;
        }
        Path ofClasses = cli.write("classes.npy", new NumericArray("classes", List.of(3, 5), classes));
        Path ofBoth = cli.write("probabilities.npy", new NumericArray("p", List.of(3, 5, 2), oneHot));
        String loss = line("ctrnn_tau", "rate_tau") + " --loss cross-entropy --rate 0.1 --steps-ahead 4 --targets ";

        Map<String, Object> json = json(loss + ofClasses);
        Map<String, Object> same = json(loss + ofBoth);

        assertThat(json.get("lossBefore")).isEqualTo(same.get("lossBefore"));
        assertThat(json.get("frozenKernel")).isEqualTo(same.get("frozenKernel"));
        assertThat(json).containsEntry("lossFunction", "cross-entropy");
        assertThat((List<?>) ((Map<?, ?>) json.get("frozenKernel")).get("losses"))
                .hasSize(5);
    }

    @Test
    void printsAFewLinesForPeople() {
        Result result = cli.run(tau() + " --groups " + MODELS.resolve("ctrnn_tau.npz") + ":labels");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .containsPattern("(?m)^loss +1\\.3639\\d* +mse over 13 of 15 steps$")
                .containsPattern("(?m)^norms +error 0\\.37547\\d*, gradient ")
                .containsPattern("(?m)^stages +P\\* \\S+, K \\S+, P \\S+$")
                .containsPattern("(?m)^tensors +b 52\\.1 %, B 42\\.3 %")
                .containsPattern("(?m)^spectrum +1: \\S+ %.*of the error")
                .containsPattern("(?m)^ *0 +1 +0\\.5265 +0\\.69");
        assertThat(cli.run(tau() + " --quiet").out()).matches("0\\.\\d+\n");
    }

    @Test
    void writesAPageAndATable() throws IOException {
        Path page = folder.resolve("flow.html");
        Path table = folder.resolve("flow.csv");
        Result result = cli.run(tau() + " --groups " + MODELS.resolve("ctrnn_tau.npz") + ":labels --rate 0.1 --report "
                + page + " --out " + table);

        assertThat(result.err()).isEmpty();
        assertThat(Files.readString(page))
                .contains("Gradient flow of rate_tau")
                .contains("<h2>When and where</h2>", "<h2>How much</h2>", "<h2>Groups of trials</h2>")
                .contains("<h2>If the kernel stayed</h2>", "<h2>Provenance</h2>")
                .contains("aria-label=\"Over time\"", "aria-label=\"By parameter tensor\"", "aria-label=\"Stages\"")
                .contains("aria-label=\"The error's spectrum\"", "aria-label=\"Gradient cosine\"");
        assertThat(Files.readString(table))
                .startsWith("quantity,name,value,standard_error,lower95,upper95\nloss_before,mse,1.3639")
                .contains("\ngradient_share,J,0.0514", "\nflow_share_by_step,4,0.39", "\nstage,P*,")
                .contains("\ngroup_gradient_cosine,0 1,0.5265", "\nfrozen_loss,100,");
    }

    @Test
    void refusesFilesThatDoNotFit() throws IOException {
        Path file = MODELS.resolve("ctrnn_tau.npz");
        Path labels = cli.write("labels.npy", new NumericArray("labels", List.of(4), new double[] {0, 1, 0, 1}));
        Path broken = cli.write("broken.npy", new NumericArray("labels", List.of(3), new double[] {0, .5, 0}));
        double[] nan = new double[30];
        nan[3] = Double.NaN;
        Path targets = cli.write("nan.npy", new NumericArray("targets", List.of(3, 5, 2), nan));
        Path narrow = cli.write("narrow.npy", new NumericArray("targets", List.of(3, 5, 1), new double[15]));
        double[] classes = new double[15];
        classes[7] = 2;
        Path beyond = cli.write("classes.npy", new NumericArray("classes", List.of(3, 5), classes));
        Path short_ = cli.write("short.npy", new NumericArray("valid", List.of(3, 4), new double[12]));
        String model = line("ctrnn_tau", "rate_tau");

        refused(tau() + " --groups " + labels, "has shape [4], but there are 3 trials. Give a label for each trial");
        refused(tau() + " --groups " + broken, "The label of trial 1 is 0.5. Give whole numbers as labels.");
        refused(model + " --targets " + targets, "The target at [trial, step, output] = [0, 1, 1] is NaN. Give finite");
        refused(
                model + " --targets " + narrow,
                "has shape [3, 5, 1], but the outputs have shape [trials, steps, outputs]");
        refused(
                model + " --loss cross-entropy --targets " + beyond,
                "The class at [trial, step] = [1, 2] is 2.0, but the network has 2 outputs.");
        refused(model + " --targets " + beyond, "has shape [3, 5], but the outputs");
        refused(
                model + " --loss cross-entropy --targets " + file + ":targets",
                "The targets at [trial, step] = [0, 0] are no probabilities");
        refused(model + " --targets " + file + ":targets --valid " + short_, "has shape [3, 4], but the inputs have 3");
        refused(tau() + " --steps-ahead 5", "--steps-ahead was given without a learning rate. Give --rate");
        refused(tau() + " --rate -1", "The learning rate is -1.0. Give a positive, finite number.");
        refused(tau() + " --count 0", "The number of eigenvectors is 0. Ask for at least 1.");
        refused(tau() + " --loss hinge", "Loss 'hinge' is not known.");
        refused(tau() + " --observe final-output", "The final-output is observed, but a loss is of the outputs at all");
        refused(tau() + " --estimator nothing", "");
    }

    private void refused(String line, String message) {
        Result result = cli.run(line);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").contains(message).hasLineCount(1);
    }
}
