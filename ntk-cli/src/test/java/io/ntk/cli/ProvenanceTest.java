package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.command.Session;
import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The facts that end a page are those of what was computed, as the JSON of the same run has them. */
class ProvenanceTest {
    private static final String TRAIN =
            "train --task flip-flop --cell gru --hidden 5 --trials 4 --time-steps 6 --steps 3";
    private static final String GRU = " --cell gru --inputs @gru.npz:inputs --samples 12";

    static final List<String> LINES = List.of(
            "trace --model @gru.npz:before --seed 3 --precision float64" + GRU,
            "trace --model @gru.npz:before --trials 1: --units 0,2 --params weight_hh --backend djl" + GRU,
            "align --before @gru.npz:before --after @gru.npz:after --observe final-state" + GRU,
            "align --before @gru.npz:before --after @wide.npz --reduce trial,time" + GRU,
            "spectrum --model @gru.npz:before --count 2 --of propagation" + GRU,
            "dynamics --model @gru.npz:before" + GRU,
            "compare @gru.npz:before @gru.npz:after" + GRU,
            "compare @gru.npz:before @wide.npz" + GRU,
            "check --model @gru.npz:before --cell gru --inputs @gru.npz:inputs --seed 2",
            TRAIN + " --out @run --seed 7",
            TRAIN + " --out @run --track-every 2 --track-samples 5 --track-trials 1: --track-units 0:3",
            "track @trained --samples 5 --steps 2:",
            "flow --model @trained/step-000000.safetensors --cell gru --inputs @trained/inputs.npy --targets"
                    + " @trained/targets.npy --observe outputs --samples 12",
            "bench --size 3,4,5,2 --samples 6 --repetitions 1 --warmup 0 --seed 4",
            "demo --seed 2",
            "doctor",
            "figure 1 --size 6,5,8 --steps 2 --seeds 2",
            "sweep @table.csv");

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @FieldSource("LINES")
    void aPageSaysWhatTheObjectSays(String line) throws Exception {
        CliFixture cli =
                line.startsWith("sweep") ? CliFixture.onCluster(folder, FinishedSweep.class) : new CliFixture(folder);
        GoldenCase.named("gru").writeNpz(folder);
        cli.widerGru("wide.npz");
        Files.writeString(folder.resolve("table.csv"), "before\n");
        if (line.contains("@trained")) {
            run(cli, TRAIN + " --quiet --save-every 2 --out @trained");
        }
        Map<String, Object> json = ParsedJson.object(run(cli, line + " --json --report @page.html"));

        Map<String, String> facts = facts(Files.readString(folder.resolve("page.html")));
        assertThat(facts).containsAllEntriesOf(provenance(json));
        facts.keySet().removeAll(provenance(json).keySet());
        assertThat(facts.remove("date")).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC");
        assertThat(facts.values()).allMatch(other -> other.startsWith("SHA-256 "));
        if (json.containsKey("model")) {
            requireSame(provenance(json), json);
        }
    }

    private String run(CliFixture cli, String line) {
        CliFixture.Result result =
                cli.run(false, false, line.replace("@", folder + "/").split(" "));
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    private static Map<String, String> facts(String html) {
        String end = html.substring(html.indexOf("<h2>Provenance</h2>"));
        Map<String, String> facts = new LinkedHashMap<>();
        Pattern.compile("<tr><th>(.*?)</th><td>(.*?)</td></tr>")
                .matcher(end)
                .results()
                .forEach(row -> facts.put(plain(row.group(1)), plain(row.group(2))));
        return facts;
    }

    private static String plain(String html) {
        return html.replace("&quot;", "\"")
                .replace("&#x27;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> provenance(Map<String, Object> json) {
        return (Map<String, String>) json.get("provenance");
    }

    @SuppressWarnings("unchecked")
    private static void requireSame(Map<String, String> facts, Map<String, Object> json) {
        Map<String, Object> model = (Map<String, Object>) json.get("model");
        List<Map<String, Object>> models = (List<Map<String, Object>>) json.getOrDefault("eachModel", List.of(model));
        assertThat(facts)
                .containsEntry(
                        "model", joined(models, each -> each.get("cell") + ", " + whole(each.get("H")) + " units"))
                .containsEntry(
                        "inputs",
                        whole(model.get("B")) + " trials × " + whole(model.get("T")) + " steps, "
                                + whole(model.get("I")) + " channels")
                .containsEntry("precision", String.valueOf(json.get("precision")))
                .containsEntry("seed", whole(json.get("seed")))
                .containsEntry("engine", String.valueOf(json.get("engine")));
        assertThat(facts.get("backend")).startsWith(json.get("backend") + " on ");
        assertThat(facts.get("observed")).isEqualTo(joined(models, ProvenanceTest::observed));
        assertThat(facts.get("parameters"))
                .isEqualTo(joined(models, each -> whole(each.get("parameters")) + " differentiated"));
        Map<String, Object> tracked = (Map<String, Object>) json.get("tracked");
        assertThat(facts.containsKey("kernels")).isEqualTo(tracked != null);
        if (tracked != null) {
            assertThat(facts.get("kernels"))
                    .startsWith("of " + observed(tracked) + ", " + whole(tracked.get("parameters")) + " parameters")
                    .endsWith("; " + whole(tracked.get("samples")) + " products with each");
        }
    }

    private static String joined(List<Map<String, Object>> models, Function<Map<String, Object>, String> text) {
        return models.stream().map(text).distinct().collect(Collectors.joining("; "));
    }

    @SuppressWarnings("unchecked")
    private static String observed(Map<String, Object> model) {
        List<Object> sizes = (List<Object>) model.get("shape");
        return model.get("observed") + " "
                + sizes.stream().map(ProvenanceTest::whole).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String whole(Object number) {
        return String.valueOf(((Double) number).longValue());
    }

    @Test
    void everyVerbThatReportsIsAmongThem() {
        Session session = new Session(System.out, System.err, false, options -> {
            throw new UnsupportedOperationException();
        });
        Set<String> reporting = new TreeSet<>();
        new NtkCli(session, false)
                .commandLine(new NtkCommand())
                .getSubcommands()
                .forEach((name, verb) -> {
                    if (verb.getCommandSpec().findOption("--report") != null) {
                        reporting.add(name);
                    }
                });
        assertThat(LINES.stream()
                        .map(line -> line.substring(0, line.indexOf(' ') < 0 ? line.length() : line.indexOf(' '))))
                .containsAll(reporting);
    }
}
