package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Inputs;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.estimate.TracedOperator;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.estimators.spectrum.LeadingSingularValues;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.table.RowFile;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.Sweep;
import io.ntk.runtime.cluster.SweepOutcome;
import io.ntk.runtime.cluster.SweepVerb;
import io.ntk.runtime.model.BeforeAfter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    @TempDir
    private Path folder;

    private final SparkCluster cluster =
            new SparkCluster(LocalSpark.jobs(), LocalFolders.in(List.of(System.getProperty("java.io.tmpdir"))));
    private final BeforeAfter pair = SmallProblems.pair("gru", 5, 4, 2, 6, Precision.FLOAT64);
    private Path table;
    private Path results;

    @BeforeEach
    void files() {
        table = folder.resolve("table.csv");
        results = folder.resolve("results.csv");
        write("a.npz", pair.before());
        write("b.npz", pair.after());
        Inputs x = pair.before().inputs();
        ArrayWriter.write(
                folder.resolve("x.npy"),
                new NumericArray("x", List.of(x.trials(), x.steps(), x.size()), x.toArray()),
                Precision.FLOAT64);
    }

    private void write(String name, Problem problem) {
        List<NumericArray> tensors = new ArrayList<>();
        for (ParameterTensor tensor : problem.parameters().layout().tensors()) {
            tensors.add(new NumericArray(
                    tensor.name(), tensor.shape(), problem.parameters().tensor(tensor.name())));
        }
        ArrayWriter.write(folder.resolve(name), tensors, Precision.FLOAT64);
    }

    private List<Integer> counts() throws IOException {
        SweepOutcome outcome = sweep();
        List<List<String>> all = new ArrayList<>(List.of(outcome.columns()));
        outcome.rows().forEach(row -> all.add(row.fields()));
        assertThat(all).isEqualTo(records());
        return List.of(outcome.computed(), outcome.failed(), outcome.present());
    }

    private SweepOutcome sweep() {
        return sweep(SweepVerb.ALIGN);
    }

    private SweepOutcome sweep(SweepVerb verb) {
        return cluster.sweep(new Sweep(
                verb, table, results, "native", BackendOptions.defaults().withThreads(1), Precision.FLOAT64));
    }

    private void table(String... lines) throws IOException {
        Files.write(table, List.of(lines));
    }

    private String row(String after, int seed) {
        // The inputs by a URI, which goes through Hadoop.
        return folder.resolve("a.npz") + "," + folder.resolve(after) + ","
                + folder.resolve("x.npy").toUri().toString().replace("///", "/") + ",gru," + seed;
    }

    private List<List<String>> records() throws IOException {
        return Csv.records(results, Csv.text(results));
    }

    private double expected(int seed) {
        return expected(pair, seed);
    }

    private static double expected(BeforeAfter pair, int seed) {
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization before = runtime.backend().linearize(pair.before());
                Linearization after = runtime.backend().linearize(pair.after())) {
            return runtime.estimators()
                    .defaultAlignment()
                    .estimate(
                            Kernel.of(before),
                            Kernel.of(after),
                            EstimatorOptions.samples(100).withSeed(seed))
                    .value();
        }
    }

    /** Rows are answered in any order, and a row that is twice in the table by its first line. */
    @Test
    void everyAnswerKnowsItsLineAndTheFilesThatWereRead() throws IOException {
        table("before,after,inputs,cell,seed", row("b.npz", 1), row("b.npz", 2), row("none.npz", 1), row("b.npz", 2));
        SweepOutcome outcome = sweep();

        assertThat(outcome.rows()).hasSize(3).allSatisfy(row -> {
            int seed = Integer.parseInt(row.fields().get(4));
            assertThat(row.line()).isEqualTo(row.fields().get(1).endsWith("none.npz") ? 4 : 1 + seed);
        });
        assertThat(outcome.files())
                .extracting(ArrayReference::file)
                .containsExactly(folder.resolve("a.npz"), folder.resolve("b.npz"), folder.resolve("x.npy"));

        table("before,after,inputs,cell,seed", row("b.npz", 3), row("b.npz", 1));
        assertThat(sweep().rows()).extracting(SweepOutcome.Row::line).containsExactlyInAnyOrder(3, 0, 0, 2);
    }

    @Test
    void everyRowIsTheAlignmentThatTheSameOptionsGiveWithoutSpark() throws IOException {
        // As a spreadsheet saves it.
        table("\uFEFFbefore,after,inputs,cell,seed", row("b.npz", 1), row("b.npz", 2));
        assertThat(counts()).containsExactly(2, 0, 0);
        for (List<String> record : records().subList(1, 3)) {
            int seed = Integer.parseInt(record.get(4));
            assertThat(Double.parseDouble(record.get(5))).isCloseTo(expected(seed), within(1e-9));
            assertThat(record.get(records().get(0).indexOf("read")))
                    .startsWith(
                            "[{\"file\":\"" + folder.resolve("a.npz") + "\",\"module\":\"\",\"layers\":1,\"tensors\":{")
                    .contains("\"weight_hh\":\"weight_hh\"", "{\"file\":\"" + folder.resolve("b.npz") + "\"")
                    .endsWith(
                            "\"outputs\":null,\"storedAs\":null,\"inputs\":[5,4,2],\"notes\":[],\"unused\":[],\"warnings\":[]}]");
        }
    }

    @Test
    void everyBuiltInCellIsSwept() throws IOException {
        List<String> cells = List.of("rnn", "rnn_relu", "gru", "lstm", "leaky");
        List<String> lines = new ArrayList<>(List.of("before,after,inputs,cell,seed"));
        Map<String, Double> expected = new TreeMap<>();
        for (String cell : cells) {
            BeforeAfter pair = SmallProblems.pair(cell, 5, 4, 2, 6, Precision.FLOAT64);
            write(cell + "_a.npz", pair.before());
            write(cell + "_b.npz", pair.after());
            lines.add(folder.resolve(cell + "_a.npz") + "," + folder.resolve(cell + "_b.npz") + ","
                    + folder.resolve("x.npy") + "," + cell + ",3");
            expected.put(cell, expected(pair, 3));
        }
        table(lines.toArray(String[]::new));
        assertThat(counts()).containsExactly(cells.size(), 0, 0);
        for (List<String> record : records().subList(1, 1 + cells.size())) {
            assertThat(Double.parseDouble(record.get(5)))
                    .as(record.get(3))
                    .isCloseTo(expected.get(record.get(3)), within(1e-9));
        }
    }

    private String field(List<String> record, String column) throws IOException {
        return record.get(records().get(0).indexOf(column));
    }

    private double number(List<String> record, String column) throws IOException {
        return Double.parseDouble(field(record, column));
    }

    @Test
    void tracesAreSweptLikeAlignments() throws IOException {
        String row = folder.resolve("a.npz") + "," + folder.resolve("x.npy") + ",gru,exact,";
        table("model,inputs,cell,estimator,of", row, row + "ntk-squared", row + "all");
        SweepOutcome outcome = sweep(SweepVerb.TRACE);
        assertThat(outcome.computed()).isEqualTo(2);
        assertThat(outcome.failed()).isEqualTo(1);
        Map<String, Double> expected = new TreeMap<>();
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization linearization = runtime.backend().linearize(pair.before())) {
            for (TraceOf of : TraceOf.values()) {
                double trace = runtime.estimators()
                        .trace("exact")
                        .estimate(Kernel.of(linearization), of, EstimatorOptions.samples(1))
                        .value();
                expected.put(of == TraceOf.OPERATOR ? "" : of.label(), trace);
            }
        }
        for (List<String> record : records().subList(1, 4)) {
            String of = field(record, "of");
            if (expected.containsKey(of)) {
                assertThat(number(record, "value")).as(of).isCloseTo(expected.get(of), within(1e-9 * expected.get(of)));
                assertThat(field(record, "error_kind")).isEqualTo("exact");
            } else {
                assertThat(field(record, "error")).startsWith("Traces are not taken of 'all'.");
            }
        }
    }

    @Test
    void spectraAreSwept() throws IOException {
        String row = folder.resolve("a.npz") + "," + folder.resolve("x.npy") + ",gru,";
        table("model,inputs,cell,of,count", row + ",3", row + "propagation,2", row + ",0");
        SweepOutcome outcome = sweep(SweepVerb.SPECTRUM);
        assertThat(outcome.computed()).isEqualTo(2);
        List<Double> expected = new ArrayList<>();
        List<Double> singular = new ArrayList<>();
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization linearization = runtime.backend().linearize(pair.before());
                LeadingEigenpairs pairs = LeadingEigenpairs.of(linearization.ntk(), 3, EstimatorOptions.samples(100))) {
            pairs.values().forEach(value -> expected.add(value.value()));
            LeadingSingularValues.of(linearization.propagation(), 2, EstimatorOptions.samples(100))
                    .values()
                    .forEach(value -> singular.add(value.value()));
        }
        for (List<String> record : records().subList(1, 4)) {
            String count = field(record, "count");
            if (count.equals("0")) {
                assertThat(field(record, "error")).startsWith("'count' is '0'.");
                continue;
            }
            List<Double> values = Stream.of(field(record, "values").split(";", -1))
                    .map(Double::valueOf)
                    .toList();
            List<Double> wanted = count.equals("3") ? expected : singular;
            assertThat(values).hasSameSizeAs(wanted);
            for (int i = 0; i < values.size(); i++) {
                assertThat(values.get(i)).isCloseTo(wanted.get(i), within(1e-6 * wanted.get(0)));
            }
            assertThat(number(record, "value")).isEqualTo(values.get(0));
            assertThat(field(record, "residuals").split(";", -1)).hasSameSizeAs(values);
            assertThat(field(record, "effective_dimension").isEmpty()).isEqualTo(count.equals("2"));
        }
    }

    @Test
    void otherOperatorsAreSwept() throws IOException {
        String row = folder.resolve("a.npz") + "," + folder.resolve("x.npy") + ",gru,";
        table("model,inputs,cell,of,estimator", row + "one-step,exact", row + "propagation-squared,naive");
        assertThat(sweep(SweepVerb.TRACE).computed()).isEqualTo(2);
        EstimatorOptions options = EstimatorOptions.samples(100);
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization linearization = runtime.backend().linearize(pair.before())) {
            for (List<String> record : records().subList(1, 3)) {
                TracedOperator of = TracedOperator.parse(field(record, "of"));
                double expected = runtime.estimators()
                        .trace(field(record, "estimator"))
                        .estimate(of.operator().of(linearization), of.of(), options)
                        .value();
                assertThat(number(record, "value")).isCloseTo(expected, within(1e-9 * expected));
            }
            Files.delete(results);
            table("model,inputs,cell,of,count", row + "one-step,2", row + "jacobian,2");
            assertThat(sweep(SweepVerb.SPECTRUM).failed()).isEqualTo(1);
            for (List<String> record : records().subList(1, 3)) {
                if (field(record, "of").equals("jacobian")) {
                    assertThat(field(record, "error")).startsWith("There is no operator 'jacobian'.");
                    continue;
                }
                try (LeadingEigenpairs pairs = LeadingEigenpairs.of(
                        KernelOperator.ONE_STEP.of(linearization).operator(), 2, options)) {
                    double expected = pairs.values().get(0).value();
                    assertThat(number(record, "value")).isCloseTo(expected, within(1e-6 * expected));
                }
                assertThat(number(record, "effective_dimension")).isPositive();
            }
        }
    }

    private static final Path GOLDEN = Path.of("..", "ntk-runtime", "src", "test", "resources", "models");

    private static double fact(String name) throws IOException {
        Matcher found = Pattern.compile("\"" + name + "\": *([-+.0-9eE]+)")
                .matcher(Files.readString(GOLDEN.resolve("keras_gru.json")));
        assertThat(found.find()).as(name).isTrue();
        return Double.parseDouble(found.group(1));
    }

    /** A row of a table of flows: the end of the fields that differ. */
    private static String flow(String fields) {
        String file =
                GOLDEN.resolve("keras_gru.npz").toAbsolutePath().normalize().toString();
        return file + ":before," + file + ":inputs,keras_gru," + file + ":targets,exact,"
                + fields.replace("MASK", file + ":valid");
    }

    private static double number(SweepOutcome outcome, String column) {
        return Double.parseDouble(
                outcome.rows().get(0).fields().get(outcome.columns().indexOf(column)));
    }

    /** It is the root of that of the trace of the square, of which rounding is a part in float32. */
    @Test
    void theIntervalOfTheNormOfAFlowHasItsRounding() throws IOException {
        String file =
                GOLDEN.resolve("keras_gru.npz").toAbsolutePath().normalize().toString();
        String columns = "model,inputs,cell,observe,estimator,precision,samples,seed,";
        String row = file + ":before," + file + ":inputs,keras_gru,outputs,hutch++,float32,29,1,";
        table(columns + "of", row + "ntk-squared");
        SweepOutcome square = sweep(SweepVerb.TRACE);
        Files.delete(results);
        table(columns + "targets", row + file + ":targets");
        SweepOutcome flow = sweep(SweepVerb.FLOW);
        // Without rounding the ends differ by 4e-9.
        for (String end : List.of("lower95", "upper95")) {
            double expected = Math.sqrt(number(square, end));
            assertThat(number(flow, "norm_" + end)).as(end).isCloseTo(expected, within(1e-12 * expected));
        }
    }

    @Test
    void flowsAreSwept() throws IOException {
        table(
                "model,inputs,cell,targets,estimator,valid,loss,only-valid,observe,trials",
                flow("MASK,mse,,,"),
                flow("MASK,,true,,"),
                flow("MASK,,,outputs,"),
                flow("MASK,,,,0;2"),
                flow(",mean,,,"),
                flow(",mse,true,,"),
                flow(",,yes,,"),
                flow(",,,final-state,"));
        SweepOutcome outcome = sweep(SweepVerb.FLOW);
        Map<String, List<String>> found = new TreeMap<>();
        for (List<String> record :
                outcome.rows().stream().map(SweepOutcome.Row::fields).toList()) {
            found.put(
                    String.join(
                            "|",
                            Stream.of("loss", "only-valid", "observe", "trials")
                                    .map(column -> record.get(outcome.columns().indexOf(column)))
                                    .toList()),
                    record);
        }
        assertThat(outcome.computed()).as(found.toString()).isEqualTo(4);
        List<String> golden = found.get("mse|||");
        Map.of(
                        "value", fact("error_alignment"),
                        "loss_value", fact("loss_before"),
                        "error_norm", fact("error_norm"),
                        "gradient_norm", fact("gradient_norm"),
                        "flow_norm", fact("flow_norm"),
                        "rayleigh", fact("rayleigh"),
                        "norm", Math.sqrt(fact("squared_frobenius_before")))
                .forEach((column, right) -> assertThat(
                                Double.parseDouble(golden.get(outcome.columns().indexOf(column))))
                        .as(column)
                        .isCloseTo(right, within(1e-9 * Math.abs(right))));
        double gains =
                number(golden, "gain_backward") * number(golden, "gain_one_step") * number(golden, "gain_forward");
        assertThat(gains).isCloseTo(fact("flow_norm") / fact("error_norm"), within(1e-9));
        assertThat(number(golden, "counted_steps")).isEqualTo(fact("valid_rows") / 6);
        assertThat(field(golden, "error_kind")).isEqualTo("exact");

        List<String> ofValid = found.get("|true||");
        assertThat(number(ofValid, "loss_value")).isCloseTo(fact("loss_before"), within(1e-9));
        assertThat(number(ofValid, "norm")).isLessThan(number(golden, "norm"));
        List<String> ofOutputs = found.get("||outputs|");
        assertThat(number(ofOutputs, "loss_value")).isCloseTo(fact("loss_before"), within(1e-9));
        assertThat(number(ofOutputs, "value")).isNotEqualTo(number(golden, "value"));
        // Targets and masks are of all trials.
        List<String> ofTwo = found.get("|||0;2");
        assertThat(number(ofTwo, "counted_steps")).isBetween(1.0, number(golden, "counted_steps") - 1);

        Map.of(
                        "mean|||", "Loss 'mean' is not known.",
                        "mse|true||", "'only-valid' is true, but the row has no mask of valid steps. Fill 'valid'.",
                        "|yes||", "'only-valid' is 'yes'. Give true or false.",
                        "||final-state|", "The final-state is observed, but a loss is of the outputs at all steps.")
                .forEach((row, error) -> assertThat(
                                found.get(row).get(outcome.columns().size() - 1))
                        .startsWith(error));
        refusedWithoutTargets();
    }

    private void refusedWithoutTargets() throws IOException {
        table("model,inputs,cell", "a,b,gru");
        refused(SweepVerb.FLOW, ErrorId.FILE_FORMAT, "has no column 'targets'");
    }

    @Test
    void aTableHasTheColumnsOfItsVerb() throws IOException {
        table("before,after,inputs,cell", "a,b,c,d");
        refused(SweepVerb.TRACE, ErrorId.FILE_FORMAT, "has a column 'before', which is not known");
        table("model,inputs,cell,estimator", "a,b,c,d");
        refused(SweepVerb.SPECTRUM, ErrorId.FILE_FORMAT, "has a column 'estimator'");
        refused(SweepVerb.ALIGN, ErrorId.FILE_FORMAT, "has a column 'model'");
        table("inputs,cell", "a,b");
        refused(SweepVerb.TRACE, ErrorId.FILE_FORMAT, "has no column 'model'");
        // Results of one verb are not added to those of another.
        table("model,inputs,cell", "missing,b,gru");
        sweep(SweepVerb.TRACE);
        refused(SweepVerb.SPECTRUM, ErrorId.FILE_FORMAT, "does not begin with the line '");
    }

    @Test
    void aFailedRowCarriesItsErrorAndTheRestGoesOn() throws IOException {
        table("before,after,inputs,cell,seed", row("missing.npz", 1), row("b.npz", 2), row("b.npz", 0) + "x");
        assertThat(counts()).containsExactly(1, 2, 0);
        List<String> errors = records().stream()
                .skip(1)
                .map(record -> record.get(record.size() - 1))
                .toList();
        assertThat(errors).anyMatch(error -> error.contains("missing.npz"));
        assertThat(errors).anyMatch(error -> error.contains("'seed' is '0x'"));
        assertThat(errors).anyMatch(String::isEmpty);
    }

    @Test
    void aSweepGoesOnWhereItWasCutOff() throws IOException {
        table("before,after,inputs,cell,seed", row("b.npz", 1), row("b.npz", 2));
        sweep();
        List<String> lines = Files.readAllLines(results);
        // As a process that was killed while writing the second row leaves it.
        Files.writeString(
                results,
                lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(2).substring(0, 20));
        assertThat(counts()).containsExactly(1, 0, 1);
        assertThat(Files.readAllLines(results).subList(0, 2)).isEqualTo(lines.subList(0, 2));
        assertThat(records()).hasSize(3);
        String complete = Files.readString(results);
        assertThat(counts()).containsExactly(0, 0, 2);
        assertThat(results).hasContent(complete);
    }

    @Test
    void tablesThatAreNotUnderstoodAreRefused() throws IOException {
        refused(ErrorId.FILE_NOT_FOUND, "table.csv");
        table("before,after,inputs,cell,sed", "a,b,c,d,e");
        refused(ErrorId.FILE_FORMAT, "'sed'");
        table("before,after,cell", "a,b,c");
        refused(ErrorId.FILE_FORMAT, "'inputs'");
        table("before,after,inputs,cell,cell", "a,b,c,d,e");
        refused(ErrorId.FILE_FORMAT, "twice");
        table("before,after,inputs,cell", "a,b,c");
        refused(ErrorId.FILE_FORMAT, "row 1");
        Files.writeString(table, "");
        refused(ErrorId.FILE_FORMAT, "empty");
        table("before,after,inputs,cell", "a,b,\"c,d");
        refused(ErrorId.FILE_FORMAT, "is not CSV");
        table("before,after,inputs,cell", "a,b,\"c", "\",d");
        refused(ErrorId.FILE_FORMAT, "line break inside 'inputs' in row 1");
        Files.write(table, new byte[] {(byte) 0xff, ','});
        refused(ErrorId.FILE_FORMAT, "UTF-8");
        table("before,after,inputs,cell", "a,b,c,d");
        Files.writeString(results, "x,y\n");
        refused(ErrorId.FILE_FORMAT, "does not begin with the line '");
        results = folder.resolve("no such folder").resolve("results.csv");
        refused(ErrorId.FILE_UNWRITABLE, "results.csv");
    }

    private void refused(ErrorId id, String named) {
        refused(SweepVerb.ALIGN, id, named);
    }

    private void refused(SweepVerb verb, ErrorId id, String named) {
        NtkException refusal = catchThrowableOfType(NtkException.class, () -> sweep(verb));
        assertThat(refusal.id()).isEqualTo(id);
        assertThat(refusal.problem()).contains(named);
    }

    @Test
    void remoteFilesAreCopiedAndTheCopiesRemoved() throws IOException {
        String uri = "file:" + folder.resolve("a.npz") + ":weight_ih";
        Path copy;
        try (RemoteFiles files = new RemoteFiles()) {
            copy = files.fetch(uri).file();
            assertThat(copy).isNotEqualTo(folder.resolve("a.npz")).hasSameBinaryContentAs(folder.resolve("a.npz"));
            assertThat(files.fetch(uri).name()).contains("weight_ih");
            assertThat(files.fetch("a.npz").file()).isEqualTo(Path.of("a.npz"));
            assertThat(catchThrowableOfType(NtkException.class, () -> files.fetch("file:/no/such.npz"))
                            .id())
                    .isEqualTo(ErrorId.FILE_NOT_FOUND);
            assertThat(catchThrowableOfType(NtkException.class, () -> files.fetch("nowhere://host/a.npz"))
                            .id())
                    .isEqualTo(ErrorId.FILE_UNREADABLE);
        }
        try (Stream<Path> left = Files.list(copy.getParent().getParent())) {
            assertThat(left).doesNotContain(copy.getParent());
        }
    }

    @Test
    void quotedFieldsComeBack() {
        List<String> fields = List.of("a,b", "say \"x\"", "two\nlines", "", "plain");
        assertThat(Csv.records(table, Csv.line(fields))).containsExactly(fields);
    }

    @Test
    void twoSweepsDoNotWriteToOneFile() throws IOException {
        Files.writeString(table, "before,after,inputs,cell\na,b,x,gru\n");
        try (RowFile other = RowFile.open(results, "before")) {
            refused(ErrorId.FILE_UNWRITABLE, "is being written by another run");
            assertThat(other.rows()).isEmpty();
        }
    }
}
