package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program that asks for JSON gets it when the command is refused, too. */
class JsonFailureTest {
    @TempDir
    private Path folder;

    private CliFixture cli;

    @BeforeEach
    void fixture() {
        cli = new CliFixture(folder);
        cli.golden("gru");
    }

    private Result run(String line) {
        String file = folder.resolve("gru.npz").toString();
        return cli.run(line.replace("PAIR", "--before " + file + ":before. --after " + file + ":after. INPUTS")
                .replace("MODEL", "--model " + file + ":before. INPUTS")
                .replace("INPUTS", "--inputs " + file + ":inputs"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    align --cell gruu PAIR --json                      | unknown-cell
                    align --cell gru PAIR --json --estimator nope      | unknown-estimator
                    align --cell gru PAIR --json --backend natve       | unknown-backend
                    trace --json --cell gru --model nowhere INPUTS     | file-not-found
                    spectrum --cell gru MODEL --count x --json         | invalid-argument
                    flow --json --cell gru MODEL --targets nowhere.npy | array-not-found
                    compare nowhere.npz nor.npz --cell gru INPUTS --json | file-not-found
                    check --cell gru MODEL --tolerance 7 --json        | invalid-argument
                    track nowhere --json                               | invalid-argument
                    dynamics --cell gru MODEL --params no* --json      | unknown-parameter
                    show nowhere.pt --json                             | file-not-found
                    backends --json --jso                              | invalid-argument
                    algin --json                                       | invalid-argument
                    align --json                                       | invalid-argument
                    align --json --cell gru PAIR --sampels 3           | invalid-argument
                    """)
    void oneObjectSaysWhatTheSentenceSays(String line, String id) {
        Result result = run(line.strip());

        Map<String, Object> json = ParsedJson.object(result.out());
        assertThat(result.out()).endsWith("}\n").hasLineCount(1);
        assertThat(json.keySet()).containsExactly("error", "exitCode");
        assertThat(json.get("exitCode")).isEqualTo(2.0).isEqualTo((double) result.exitCode());
        Map<?, ?> error = (Map<?, ?>) json.get("error");
        assertThat(error.get("id")).isEqualTo(id);
        assertThat(result.err()).isEqualTo("error: " + error.get("message") + " " + error.get("remedy") + "\n");
        assertThat(result.err()).hasLineCount(1);
    }

    @Test
    void withoutJsonStandardOutputStaysEmpty() {
        assertThat(run("align --cell gruu PAIR").out()).isEmpty();
    }

    @Test
    void aResultThatWasPrintedStaysTheOnlyObject() {
        Result result = run("trace --cell gru MODEL --samples 4 --json --out " + folder.resolve("no/such/t.csv"));
        assertThat(ParsedJson.object(result.out())).containsKey("error");

        cli.write("states.npy", CliFixture.constant("states", 4, 6, 5));
        Result disagreeing = run("check --cell gru MODEL --json --states " + folder.resolve("states.npy"));
        assertThat(disagreeing.exitCode()).isEqualTo(1);
        assertThat(disagreeing.err()).startsWith("error: ");
        assertThat(disagreeing.out()).hasLineCount(1);
        assertThat(ParsedJson.object(disagreeing.out())).containsEntry("agree", false);
    }
}
