package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.NumericArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user can do wrong: one line on standard error, exit code 2, nothing printed and nothing written. */
class MistakesTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path gru;

    @BeforeEach
    void fixture() {
        cli = new CliFixture(folder);
        cli.golden("gru");
        gru = folder.resolve("gru.npz");
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String mistake(CliFixture fixture, String line) {
        List<Path> before = files();
        Result result = fixture.run(line);
        assertThat(result.err()).startsWith("error: ").endsWith("\n").hasLineCount(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(files()).isEqualTo(before);
        return result.err().strip();
    }

    private String mistake(String line) {
        return mistake(cli, line);
    }

    private String align() {
        return "align --cell gru " + cli.golden("gru");
    }

    private static String trace(Object model, Object inputs) {
        return "trace --cell rnn --model " + model + " --inputs " + inputs;
    }

    private Path network() {
        return cli.write("net.npz", CliFixture.network(""));
    }

    private Path inputs() {
        return cli.write("inputs.npz", CliFixture.constant("x", 2, 4, 3));
    }

    @Test
    void missingFile() {
        Path file = folder.resolve("nett.npz");
        Path inputs = inputs();

        assertThat(mistake(trace(file, inputs)))
                .isEqualTo("error: File '" + file + "' does not exist. Check the path.");
        network();
        assertThat(mistake(trace(file, inputs))).contains("does not exist. Did you mean 'net.npz'?");
    }

    @Test
    void missingArray() {
        assertThat(mistake(trace(network(), inputs() + ":y")))
                .startsWith("error: File '" + folder.resolve("inputs.npz") + "' holds no array named 'y'.")
                .endsWith("It holds 'x'.");
    }

    @Test
    void missingPrefix() {
        assertThat(mistake("trace --cell gru --model " + gru + ":befor --inputs " + gru + ":inputs"))
                .startsWith("error: File '" + gru + "' holds no array under 'befor'. Did you mean 'before'?");
    }

    @Test
    void wrongInputWidth() {
        Path wide = cli.write("wide.npz", CliFixture.constant("x", 2, 4, 5));

        assertThat(mistake(trace(network(), wide)))
                .isEqualTo("error: The inputs '" + wide + "' have shape [2, 4, 5], but checkpoint '"
                        + folder.resolve("net.npz") + "' is of a model that takes 3 channels: weight_ih[2, 3],"
                        + " weight_hh[2, 2], bias_ih[2], bias_hh[2]. The last axis of the inputs must be the input size"
                        + " of the model.");
    }

    @Test
    void wrongWeightShape() {
        List<NumericArray> arrays = CliFixture.network("");
        arrays.set(3, CliFixture.constant("bias_hh_l0", 3));

        assertThat(mistake(trace(cli.write("net.npz", arrays), inputs()))).contains("'bias_hh_l0'", "[3]", "[2, 2]");
    }

    @Test
    void flatInputs() {
        Path flat = cli.write("flat.npz", CliFixture.constant("x", 4, 3));

        assertThat(mistake(trace(network(), flat)))
                .isEqualTo("error: Array 'x' of '" + flat + "' has shape [4, 3], but inputs have shape [trials, steps,"
                        + " channels]. For one trial, save x[None] instead of x.");
    }

    @Test
    void noTimeSteps() {
        Path empty = cli.write("empty.npz", CliFixture.constant("x", 2, 0, 3));

        assertThat(mistake(trace(network(), empty)))
                .isEqualTo(
                        "error: Array 'x' of '" + empty + "' has shape [trials, steps, channels] = [2, 0, 3], so there"
                                + " are no steps. Give inputs with at least one trial, one step and one channel.");
    }

    @Test
    void unknownCell() {
        assertThat(mistake("align --cell gruu " + cli.golden("gru")))
                .startsWith("error: Cell 'gruu' is not known. Did you mean 'gru'? Known are: ");
    }

    @Test
    void unknownBackend() {
        assertThat(mistake(align() + " --backend natve"))
                .startsWith("error: Backend 'natve' (from option --backend) is not known. Did you mean 'native'?"
                        + " The backends on the class path are: djl (")
                .contains("native (", "nd4j (");
    }

    @Test
    void unknownBackendInTheEnvironment() {
        assertThat(mistake(new CliFixture(folder, Map.of("NTK_BACKEND", "referense")), align()))
                .startsWith("error: Backend 'referense' (from environment variable NTK_BACKEND) is not known. Did you"
                        + " mean 'reference'?");
    }

    @Test
    void unknownEstimator() {
        assertThat(mistake(align() + " --estimator shared-scetch"))
                .startsWith("error: There is no estimator of alignments called 'shared-scetch'. Did you mean"
                        + " 'shared-sketch'? Known are: ");
    }

    @Test
    void nanInAWeight() {
        List<NumericArray> arrays = CliFixture.network("");
        arrays.get(1).values()[3] = Double.NaN;
        Path file = cli.write("net.safetensors", arrays);

        assertThat(mistake(trace(file, inputs())))
                .startsWith("error: Array 'weight_hh_l0' of '" + file + "' holds NaN at index [1, 1].");
    }

    @Test
    void aGruGivenAsAnLstm() {
        assertThat(mistake("align --cell lstm " + cli.golden("gru")))
                .isEqualTo("error: In checkpoint '" + gru + ":before.': Parameter tensor 'weight_ih' has shape [15, 3],"
                        + " but cell 'lstm' with input size 3 and hidden size 5 needs [20, 3]. The tensors look like"
                        + " those of cell 'gru'.");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -3})
    void tooFewSamples(int samples) {
        assertThat(mistake(align() + " --samples " + samples))
                .isEqualTo("error: The number of samples is " + samples
                        + ". Give at least 1 and at most n, the order of the operator.");
    }

    @Test
    void moreSamplesThanRows() {
        assertThat(mistake(align() + " --estimator shared-sketch --samples 121"))
                .contains("121", "120");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut.npz", "cut.safetensors", "cut.npy"})
    void truncatedFile(String name) throws IOException {
        boolean isInput = name.endsWith(".npy");
        Path file = isInput
                ? cli.write(name, CliFixture.constant("cut", 2, 4, 3))
                : cli.write(name, CliFixture.network(""));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));

        assertThat(mistake(isInput ? trace(network(), file) : trace(file, inputs())))
                .contains(name);
    }

    @Test
    void safetensorsThatLieAboutTheirHeader() throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60);
        bytes.put("{\"a\":".getBytes(StandardCharsets.UTF_8));
        Path file = Files.write(folder.resolve("lie.safetensors"), bytes.array());

        assertThat(mistake(trace(file, inputs()))).contains("lie.safetensors");
    }

    @Test
    void npyThatLiesAboutItsShape() throws IOException {
        Path file = cli.write("lie.npy", CliFixture.constant("lie", 2, 4, 3));
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, text.replace("(2, 4, 3)", "(9, 4, 3)"), StandardCharsets.ISO_8859_1);

        assertThat(mistake(trace(network(), file))).contains("lie.npy");
    }

    @Test
    void textGivenAsACheckpoint() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.npz"), "these are not the weights you are looking for");

        assertThat(mistake(trace(file, inputs()))).contains("notes.npz");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--dt 0.1|Cell 'gru' was given dt = 0.1, but it is a map in discrete time.",
                "--observe state|Observable 'state' is not known. Did you mean 'states'?",
                "--observe outputs|The outputs of '",
                "--params weight_xx|No parameter tensor matches 'weight_xx'. Did you mean 'weight_",
                "--precision half|The setting 'precision' was given by option --precision: Precision 'half' is not",
                "--threads 0|The setting 'threads' was given by option --threads: '0' is not a number of threads.",
                "--memory lots|The setting 'memory' was given by option --memory: 'lots' is not an amount of memory.",
                "--tolerance 2|The tolerance is 2.0. Give a relative tolerance between 0 and 1, such as 0.01.",
                "--probes cauchy|Probe kind 'cauchy' is not known.",
                "--h0 x.npz|File 'x.npz' does not exist",
                "--samples ten|Invalid value for option '--samples': 'ten' is not a whole number. Give digits, such as 100. See",
                "--samples 1.5|Invalid value for option '--samples': '1.5' is not a whole number. Give digits",
                "--samples 3e9|Invalid value for option '--samples': '3e9' is not a whole number from -2147483648 to 2147483647.",
                "--samples 1e999999999|Invalid value for option '--samples': '1e999999999' is not a whole number",
                "--seed 1e-999999999|Invalid value for option '--seed': '1e-999999999' is not a whole number",
                "--seed abc|Invalid value for option '--seed': 'abc' is not a whole number. Give digits, such as 100. See",
                "--tolerance little|Invalid value for option '--tolerance': 'little' is not a number. Give a number, such as 0.01,",
                "--tolerance 1e9%|Invalid value for option '--tolerance': '1e9%' is not a number.",
                "--tolerance %|Invalid value for option '--tolerance': '%' is not a number.",
                "--tolerance 200%|The tolerance is 2.0. Give a relative tolerance between 0 and 1, such as 0.01.",
                "--cell GRU|2 cells were given: gru, GRU.",
                "--sampels 3|Option '--sampels' is not known. Did you mean '--samples'? See 'ntk align --help'.",
                "--backend|Missing required parameter for option '--backend' (ID). See 'ntk align --help'.",
                "surplus|Argument 'surplus' was not expected. See 'ntk align --help'."
            })
    void anOptionThatMakesNoSense(String options, String message) {
        assertThat(mistake(align() + " " + options)).startsWith("error: " + message);
    }

    @Test
    void aToleranceForAMethodThatCannotStop() {
        assertThat(mistake("trace --cell gru --model " + gru + ":before --inputs " + gru
                        + ":inputs --estimator na-hutch++ --tolerance 0.1"))
                .isEqualTo("error: A tolerance was given, but estimator 'na-hutch++' cannot stop at one. Use one that"
                        + " 'ntk estimators' shows as adaptive, or give --samples alone.");
    }

    @Test
    void aTraceOfSomethingElse() {
        assertThat(mistake("trace --cell gru --model " + gru + ":before --inputs " + gru + ":inputs --of ntk-square"))
                .isEqualTo("error: Traces are not taken of 'ntk-square'. Did you mean 'ntk-squared'? Known are: ntk,"
                        + " ntk-squared, one-step, one-step-squared, propagation, propagation-squared.");
    }

    @Test
    void requiredOptionsAreNamed() {
        assertThat(mistake("align --cell gru"))
                .startsWith("error: Missing required options: ")
                .contains("'--inputs=FILE[:ARRAY]'", "'--before=FILE[:PREFIX]'")
                .endsWith(". See 'ntk align --help'.");
        assertThat(mistake("align --cell gru --before a.npz --inputs x.npy"))
                .isEqualTo(
                        "error: There is no checkpoint to compare with: neither --after nor --with was given. Give --after"
                                + " FILE, or --with propagation to compare two operators of one model.");
    }

    @Test
    void aMisspeltOptionIsNamedEvenIfItLeavesARequiredOneMissing() {
        assertThat(mistake("trace --cel gru"))
                .isEqualTo("error: Option '--cel' is not known. Did you mean '--cell'? See 'ntk trace --help'.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spectrum a.npz --cell gru|Argument 'a.npz' was not expected. Did you mean --model a.npz? See 'ntk spectrum --help'.",
                "trace a.npz x.npy --cell gru|Argument 'a.npz' was not expected. Did you mean --model a.npz --inputs x.npy?",
                "align a.npz b.npz --cell gru --inputs x.npy|Argument 'a.npz' was not expected. Did you mean --before a.npz --after b.npz?",
                "align --before a.npz b.npz --cell gru --inputs x.npy|Argument 'b.npz' was not expected. Did you mean --after b.npz?",
                "trace --model a.npz --cell GRU --inputs x.npy|Cell 'GRU' is not known. Did you mean 'gru'?",
                "trace --model nowhere/*.npz --cell gru --inputs x.npy|No file matches 'nowhere/*.npz'."
            })
    void whatWasMeantIsAsked(String line, String message) {
        assertThat(mistake(line)).startsWith("error: " + message);
    }

    @Test
    void aFileInThePlaceOfAVerb() {
        assertThat(mistake(gru.toString()))
                .isEqualTo("error: Verb '" + gru + "' is not known. Did you mean 'ntk show " + gru
                        + "'? See 'ntk --help'.");
    }

    @Test
    void aQuotedGlobIsTheFilesThatMatch() throws IOException {
        Path models = Files.createDirectory(folder.resolve("models"));
        for (String name : List.of("b.npz", "a.npz", "c.npz")) {
            cli.write("models/" + name, CliFixture.network(""));
        }
        String rest = " --cell rnn_tanh --inputs " + inputs() + " --samples 7 --json";
        assertThat(cli.run("compare " + models + "/*.npz --as-given" + rest).out())
                .contains("\"models\":[\"a\",\"b\",\"c\"]");
        assertThat(cli.run("trace --model " + models + "/[b]*" + rest).exitCode())
                .isZero();
        cli.write("models/layers.npz", CliFixture.network("rnn."));
        assertThat(cli.run("trace --model " + models + "/l*.npz:rnn" + rest).err())
                .isEmpty();
        Files.delete(models.resolve("layers.npz"));
        assertThat(mistake("trace --model " + models + "/*.npz" + rest.replace(" --json", "")))
                .startsWith("error: 3 files match '" + models
                        + "/*.npz', but one is to be named. Name one of them, such as '" + models + "/a.npz'.");
    }

    @Test
    void aHomeThatTheShellLeftIsTheUsersHome() throws IOException {
        Path home = Files.createDirectory(folder.resolve("at home"));
        cli.write("at home/a.npz", CliFixture.network(""));
        String before = System.setProperty("user.home", home.toString());
        try {
            for (String model : List.of("--model=~/a.npz", "--model ~/a.npz")) {
                Result result = cli.run("trace " + model + " --cell rnn_tanh --inputs " + inputs() + " --samples 7");
                assertThat(result.err()).isEmpty();
            }
        } finally {
            System.setProperty("user.home", before);
        }
    }

    /** What a message advises is not refused in its turn. */
    @Test
    void adviceOnSamplesCanBeFollowed() {
        String line = "trace --cell gru --model " + gru + ":before --inputs " + gru
                + ":inputs --trials 0:2 --steps 0:2 --units 0:2 --precision float64 --of ntk-squared --estimator ";
        for (String estimator :
                List.of("hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace", "exact", "naive")) {
            for (String samples : List.of("", " --samples 1", " --samples 9")) {
                Result result = cli.run(line + estimator + samples);
                Matcher advice = Pattern.compile("Give (?:at least )?(\\d+)").matcher(result.err());
                if (advice.find()) {
                    assertThat(cli.run(line + estimator + " --samples " + advice.group(1))
                                    .err())
                            .as(estimator + samples)
                            .isEmpty();
                } else if (result.err().contains("such as exact or naive")) {
                    assertThat(result.err()).contains("samples, which there are not: the operator has order n = 8");
                    assertThat(cli.run(line + "exact").err()).isEmpty();
                } else {
                    assertThat(result.err()).as(estimator + samples).isEmpty();
                }
            }
        }
    }

    @Test
    void aShareIsANumber() {
        assertThat(cli.run(align() + " --tolerance 1% --samples 1.2e2 --precision float64 --quiet")
                        .out())
                .isEqualTo(cli.run(align() + " --tolerance 0.01 --samples 120 --precision float64 --quiet")
                        .out())
                .isNotEmpty();
    }

    @Test
    void aMisspeltVerb() {
        assertThat(mistake("algin"))
                .isEqualTo("error: Verb 'algin' is not known. Did you mean 'align'? See 'ntk --help'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--size 1,2,3", "--size 0,1,1,1", "--repetitions 0", "--cell rnnn", "--estimator exakt"})
    void aBenchThatMakesNoSense(String options) {
        assertThat(mistake("bench " + options)).contains(options.substring(options.indexOf(' ') + 1));
    }

    @Test
    void aConfigurationFileThatMakesNoSense() throws IOException {
        Path file = Files.writeString(folder.resolve("ntk.conf"), "ntk.bakend = djl");

        assertThat(mistake(align()))
                .startsWith("error: Configuration file '" + file
                        + "' sets ntk.bakend, which does not exist. Did you mean 'backend'?");
    }

    @Test
    void theStackTraceIsThereForThoseWhoAsk() {
        Result asked = cli.run(align() + " --samples 0 --stacktrace");
        Result debug = cli.run(false, true, (align() + " --samples 0").split(" "));

        assertThat(asked.exitCode()).isEqualTo(2);
        assertThat(asked.err()).contains("at io.ntk.").endsWith("the order of the operator.\n");
        assertThat(debug.err()).contains("at io.ntk.");
    }

    @Test
    void equationFileWithoutItsEnding() throws Exception {
        Files.writeString(folder.resolve("mine.cell"), "");
        Process process = CommandProcess.start(folder, List.of(), "trace --cell mine --model m.npz --inputs x.npy");

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("err"))
                .content()
                .startsWith("error: Cell 'mine' is not known. There is an equation file 'mine.cell': if that is meant,"
                        + " name it so.");
    }

    @Test
    void missingEquationFile() throws IOException {
        Files.writeString(folder.resolve("mine.cell"), "");

        assertThat(mistake("trace --cell " + folder.resolve("mime.cell") + " --model " + network() + " --inputs "
                        + inputs()))
                .isEqualTo("error: Equation file '" + folder.resolve("mime.cell") + "' does not exist. Did you mean '"
                        + folder.resolve("mine.cell") + "'? Check the path, or name a cell that 'ntk cells' lists.");
    }

    @Test
    void mappedInitialStateOfACellThatHasNone() {
        assertThat(mistake(align() + " --map h0=h0"))
                .startsWith("error: Cell 'gru' has no tensor 'h0' that could be mapped. An initial state that was not"
                        + " trained is given by --h0 FILE:NAME.");
    }
}
