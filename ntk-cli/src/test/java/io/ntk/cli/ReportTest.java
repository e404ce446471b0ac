package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path file;
    private Path report;

    @BeforeEach
    void model() {
        cli = new CliFixture(folder);
        file = GoldenCase.named("gru").writeNpz(folder);
        report = folder.resolve("report.html");
    }

    private String options() {
        return " --cell gru --inputs " + file + ":inputs --precision float64 --report " + report;
    }

    private String html(String line) throws IOException {
        // Another verb would not replace it.
        Files.deleteIfExists(report);
        Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        String html = Files.readString(report);
        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .contains("<meta name=\"viewport\"", "prefers-color-scheme:dark", "<h2>Provenance</h2>");
        // Nothing is fetched: all addresses are names of namespaces, or parts of the page itself.
        assertThat(html).doesNotContain("<script", "<link", "<img", "@import", " src=");
        assertThat(Pattern.compile("url\\((?!#)").matcher(html).find()).isFalse();
        // Its numbers can be saved, from the page itself.
        assertThat(html)
                .containsPattern(
                        "<a href=\"data:text/csv;charset=utf-8;base64,[A-Za-z0-9+/=]+\" download=\"ntk-[a-z]+.csv\">");
        return html;
    }

    private static String data(String html) {
        Matcher link = Pattern.compile("base64,([A-Za-z0-9+/=]+)\"").matcher(html);
        assertThat(link.find()).isTrue();
        return new String(Base64.getDecoder().decode(link.group(1)), StandardCharsets.UTF_8);
    }

    private String align(String more) {
        return "align --before " + file + ":before --after " + file + ":after" + options() + more;
    }

    @Test
    void showsTheNumberItsConvergenceItsPartsAndItsProvenance() throws Exception {
        String html = html(align(" --estimator shared-sketch --samples 40 --json"));

        String text = cli.run(align(" --estimator shared-sketch --samples 40")).out();
        assertThat(text).startsWith("inputs     4 trials × 6 steps, 3 channels\nalignment  ");
        String[] printed = text.substring(text.indexOf("alignment")).split("\\s+", -1);
        assertThat(html)
                .contains("<strong>" + printed[1] + " ± " + printed[3] + "<")
                .contains("95% interval 0.", "standard error 0.", "Tr(Θ₀Θ_f)")
                .contains("aria-label=\"Estimate by number of samples\"")
                .contains("aria-label=\"By parameter tensor\"", "<td>weight_hh</td>")
                .contains("aria-label=\"By time step\"")
                .contains("aria-label=\"Largest eigenvalues\"")
                .contains("--seed 0", "<td>native on cpu</td>");
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        assertThat(html)
                .contains("<details><summary>Digest of the file that was read</summary><table class=\"facts\">")
                .contains("SHA-256 " + digest)
                .containsPattern("<th>date</th><td>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC</td></tr><tr><th>ntk</th>");
    }

    @Test
    void theDataInThePageAreTheTableThatTheVerbWrites() throws IOException {
        Path table = folder.resolve("table.csv");
        String html = html(align(" --samples 20 --contributions --out " + table));

        assertThat(data(html)).isEqualTo(Files.readString(table)).contains("\nwithin_tensor,weight_hh,");
    }

    @Test
    void noBarIsSaidToBePerhapsUnseen() throws IOException {
        String html = html(align(" --samples 20"));

        assertThat(html)
                .containsPattern("Bars are bounds of the errors, the longest ±[0-9.e-]+\\.")
                .doesNotContain("where they can be seen");
    }

    @Test
    void contributionsAreShownBesideTheAlignmentWithinEachTensor() throws IOException {
        assertThat(html(align(" --estimator exact --contributions")))
                .contains("aria-label=\"Within each tensor\"", "<th class=\"digits\">within</th>")
                .contains("Within: the alignment of the tensor");
    }

    @Test
    void reducedKernelsAreMaps() throws IOException {
        String html = html("spectrum --model " + file + ":before --reduce time --estimator exact" + options());
        assertThat(html)
                .contains(
                        "aria-label=\"Reduced kernel\"",
                        "<title>step 0, step 5: ",
                        "aria-label=\"Leading modes over steps\"")
                .contains("How steps go together in the kernel");
        assertThat(html("spectrum --model " + file + ":before --reduce time --samples 10" + options()))
                .containsPattern("The bars are bounds of the errors: ±[0-9.]+, the error of the estimated matrix");
        assertThat(html(align(" --reduce trial --estimator exact")))
                .contains("aria-label=\"Before\"", "aria-label=\"After\"", "<title>trial 3, trial 0: ");
        assertThat(html(align(" --reduce trial,time --estimator exact"))).doesNotContain("aria-label=\"Before\"");
    }

    /** Each word once, where it first stands, and again in a list for readers who cannot point at it. */
    @Test
    void wordsAreExplainedWhereTheyStand() throws IOException {
        String html = html(align(" --estimator deflated --samples 20"));

        assertThat(html)
                .containsOnlyOnce(
                        "Method <abbr title=\"exact on the leading directions of the kernels, from probes for the rest\">deflated</abbr>, 20")
                .containsOnlyOnce(">applications</abbr>")
                .contains(
                        "<details><summary>Words on this page</summary><table class=\"facts\"><tbody><tr><th>deflated</th><td>exact on");
        assertThat(cli.run(align(" --estimator deflated --samples 20")).out())
                .containsPattern(
                        "(?m)^ {11}deflated: exact on the leading directions .*; an application: one product of the kernel");
    }

    @Test
    void aPictureAloneIsAlsoDrawnForWideScreens() throws IOException {
        assertThat(html(align(" --samples 20")))
                .containsPattern("<figure class=\"alone\"><div class=\"narrow\"><svg [^>]*viewBox=\"0 0 460 ")
                .containsPattern("<div class=\"wide\"><svg [^>]*viewBox=\"0 0 960 ");
    }

    @Test
    void theCommandInItGivesTheSameReportAgain() throws IOException {
        String html = html(align(" --samples 20"));
        assertThat(command(html)).endsWith("--backend native --seed 0").contains("--precision float64");

        Result again = cli.run(command(html));

        assertThat(again.err()).isEmpty();
        assertThat(comparable(Files.readString(report))).isEqualTo(comparable(html));
    }

    /** Without the time it took and the command, which the second time was given in full. */
    private static String comparable(String html) {
        return html.replaceAll(", \\S+ s\\.</p>", "</p>")
                .replaceAll("<pre>.*?</pre>", "")
                .replaceAll("<th>date</th><td>[-0-9]+ [0-9:]+ UTC</td>", "")
                // Tables may have a column of times.
                .replaceAll("base64,[A-Za-z0-9+/=]+", "");
    }

    @Test
    void saysThatAnExactValueNeedsNoSamples() throws IOException {
        assertThat(html(align(" --estimator exact"))).contains("exact, up to rounding", "does not depend on a number");
    }

    @Test
    void escapesWhatItIsGiven() throws IOException {
        Path evil = folder.resolve("<script>alert('&')<b>.npz");
        Files.copy(file, evil);

        cli.run(
                false,
                false,
                "trace",
                "--model",
                evil + ":before",
                "--cell",
                "gru",
                "--inputs",
                file + ":inputs",
                "--report",
                report.toString());

        assertThat(Files.readString(report)).doesNotContain("<script").contains("&lt;script&gt;alert(");
    }

    @Test
    void everyVerbThatYieldsNumbersReports() throws IOException {
        String model = " --model " + file + ":before" + options();

        assertThat(html("trace" + model)).contains("Trace of ntk", "aria-label=\"Largest eigenvalues\"");
        assertThat(html("spectrum" + model + " --density 5"))
                .contains("largest eigenvalue", "aria-label=\"Effective dimension\"", "All eigenvalues");
        assertThat(html("spectrum" + model + " --of propagation")).contains("largest singular value");
        assertThat(html("compare " + file + ":before " + file + ":after" + options()))
                .contains("aria-label=\"Alignment of 2 models\"", "<td>gru:before</td>");
        assertThat(html("check" + model)).contains("They agree", "<td>djl</td>");
    }

    private static final String RUN =
            "train --task flip-flop --cell gru --hidden 5 --trials 4 --time-steps 6 --report ";

    private static String command(String html) {
        Matcher command = Pattern.compile("<pre>ntk (.*?)</pre>").matcher(html);
        assertThat(command.find()).isTrue();
        return command.group(1);
    }

    @Test
    void aTrainingThatWasResumedIsShownWholeAndCanBeMadeAgain() throws IOException {
        Path run = folder.resolve("run");
        html(RUN + report + " --steps 3 --save-every 3 --track-every 1 --seed 7 --out " + run);
        String html = html("train --resume --steps 6 --report " + report + " --out " + run);

        assertThat(html)
                .contains("Training of gru on flip-flop", "aria-label=\"Loss\"", "aria-label=\"Accuracy\"")
                .contains("<th>seed</th><td>7</td>");
        String again = html(command(html));

        assertThat(comparable(again)).isEqualTo(comparable(html));
        assertThat(folder.resolve("run-again/step-000006.safetensors"))
                .hasSameBinaryContentAs(run.resolve("step-000006.safetensors"));
    }

    @Test
    void trackingIsShownWithItsIntervals() throws IOException {
        Path run = folder.resolve("run");
        String training = html(RUN + report + " --steps 4 --save-every 2 --track-every 2 --out " + run);
        assertThat(training).contains("aria-label=\"The kernel over training\"");

        String html = html("track " + run + " --samples 5 --report " + report);

        assertThat(html)
                .contains("alignment of step 4 with step 0", "95% interval ")
                .contains("aria-label=\"Effective dimension\"", "aria-label=\"Norm\"", ">step</th>")
                .contains("step-000004.safetensors", "SHA-256 ");
        assertThat(comparable(html(command(html)))).isEqualTo(comparable(html));
    }

    @Test
    void aFigureIsShownWithItsTable() throws IOException {
        String html = html("figure 1 --size 6,5,8 --steps 5 --seeds 3 --report " + report);

        assertThat(html)
                .contains("<h1>Figure 1</h1>", "<td>hutchinson</td>", "<th>seed</th><td>0 to 2</td>")
                .contains("<td>rnn_tanh [6,5,8]</td>");
    }

    @Test
    void aMeasurementIsShownWithItsRepetitions() throws IOException {
        String html = html("bench --size 3,4,5,2 --samples 6 --repetitions 3 --warmup 1 --seed 4 --report " + report);

        assertThat(html)
                .contains("Time of shared-sketch, 6 applications of each operator", "median of 3 repetitions")
                .contains(" GFLOP/s", "aria-label=\"Repetitions\"", ">slowest</th>")
                .contains("This command measures it again:", "<th>seed</th><td>4</td>")
                .contains("<th>runs before</th><td>1</td>", "<td>3 trials × 4 steps, 2 channels</td>");
        assertThat(command(html)).endsWith("--backend native --precision float32");
        assertThat(html("bench --size 3,4,5,2 --samples 6 --repetitions 1 --measure product --report " + report))
                .contains("Time of Θ·V, 6 columns", "median of 1 repetition<");
    }

    @Test
    void theDemonstrationShowsEveryMethodBesideTheTruth() throws IOException {
        String html = html("demo --precision float64 --report " + report);

        String exact = cli.run("demo --precision float64 --quiet").out();
        assertThat(html)
                .contains("exact alignment", "<strong>" + exact.substring(0, 7))
                .contains("aria-label=\"Beside the truth\"", "<td>deflated</td>", "<td>three-traces</td>");
        assertThat(timeless(html(command(html)))).isEqualTo(timeless(html));
    }

    /** Without the command and the times in the table. */
    private static String timeless(String html) {
        return comparable(html).replaceAll("<td class=\"digits\">[^<]*</td></tr>|<td>[^<]* s</td></tr>", "</tr>");
    }

    @Test
    void theDoctorsFindingsAreShown() throws IOException {
        String html = html("doctor --backend djl --report " + report);

        assertThat(html)
                .contains("backend djl, the configured one", "<strong>works</strong>")
                .containsPattern("(\\d) of \\1 backends pass")
                .contains("<td>native</td>", "passed in ", "<th>heap</th>", "<th>system</th>")
                .contains("This command tests them again:");
    }

    @Test
    void aSweepIsShownWithItsIntervalsAndItsFailures() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "before\n");
        cli = CliFixture.onCluster(folder, FinishedSweep.class);

        String html = html("sweep " + table + " --report " + report);

        assertThat(html)
                .contains("rows estimated</span><strong>2</strong><span>of 3; 1 failed")
                .contains("aria-label=\"Alignments\"", ">0.700 to 0.800</td>", ">heuristic</td>", ">reverse-only</td>")
                .contains("Line 7 (&lt;c&gt;.npz, 3): File", "does not exist. Check its path.")
                .containsPattern(
                        "<td class=\"digits\">2</td><td class=\"digits\">0.5.*<td class=\"digits\">4</td><td class=\"digits\">0.75")
                .contains("Lines count from the header, which is line 1.")
                .contains("<th>cluster</th><td>local[*]</td>", "SHA-256 ");
        assertThat(data(html)).startsWith("line,before,seed,value").contains("\n2,b.npz,2,0.5,", "\n4,a.npz,1,0.75,");
        assertThat(command(html)).contains("--results " + folder.resolve("table-results-again.csv"));
    }

    @Test
    void aSweepOfFlowsShowsTheAlignmentsOfErrors() throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "model\n");
        cli = CliFixture.onCluster(folder, FinishedSweep.class);

        assertThat(html("sweep " + table + " --verb flow --report " + report))
                .contains(
                        "aria-label=\"Error alignments\"",
                        "Error alignments of a sweep",
                        ">error alignment</th>",
                        ">loss</th>");
    }

    @ParameterizedTest
    @CsvSource({"trace, Traces", "spectrum, Largest values"})
    void aSweepOfAnotherVerbIsCalledByItsName(String verb, String title) throws IOException {
        Path table = Files.writeString(folder.resolve("table.csv"), "model\n");
        cli = CliFixture.onCluster(folder, FinishedSweep.class);

        assertThat(html("sweep " + table + " --verb " + verb + " --report " + report))
                .contains("aria-label=\"" + title + "\"", title + " of a sweep")
                .doesNotContainIgnoringCase("alignment");
        assertThat(cli.run("sweep " + table + " --verb align-all").err())
                .contains("Sweeps are not made of 'align-all'.");
    }

    @Test
    void refusesAReportThatCannotBeWrittenBeforeAnyWork() {
        for (Map.Entry<String, String> mistake : Map.of(
                        "report.pdf", "Give a name that ends in .html.",
                        "no/such/report.html", "Make the folder first.")
                .entrySet()) {
            report = folder.resolve(mistake.getKey());
            Result result = cli.run(align(""));
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains(mistake.getValue()).hasLineCount(1);
        }
    }
}
