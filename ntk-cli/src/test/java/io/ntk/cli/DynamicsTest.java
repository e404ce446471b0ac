package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DynamicsTest {
    @TempDir
    private Path folder;

    private CliFixture cli;

    @BeforeEach
    void command() {
        cli = new CliFixture(folder);
    }

    private String line(String verb, String cell) {
        Path file = folder.resolve(cell + ".npz");
        if (!Files.exists(file)) {
            GoldenCase.named(cell).writeNpz(folder);
        }
        return verb + " --cell " + cell + " --model " + file + ":before --inputs " + file
                + ":inputs --precision float64 --samples 120";
    }

    private Map<String, Object> json(String arguments) {
        Result result = cli.run(arguments + " --json");
        assertThat(result.err()).isEmpty();
        return ParsedJson.object(result.out());
    }

    @Test
    void aPartOfWhatIsObservedLeavesTheExponentsOfTheStepsBefore() {
        Object whole = ((Map<?, ?>) json(line("dynamics", "gru")).get("lyapunovExponents")).get("mean");
        Map<String, Object> units = json(line("dynamics", "gru") + " --units 0:2");
        assertThat(((Map<?, ?>) units.get("lyapunovExponents")).get("mean")).isEqualTo(whole);
        assertThat(units).containsEntry("sigmaMin", null);
        Map<String, Object> steps = json(line("dynamics", "gru") + " --steps 0:3 --trials 0:2");
        assertThat((List<?>) ((Map<?, ?>) steps.get("lyapunovExponents")).get("trials"))
                .hasSize(2);
        assertThat(((Map<?, ?>) steps.get("lyapunovExponents")).get("mean")).isNotEqualTo(whole);
        assertThat(steps.get("sigmaMin")).isNotNull();
    }

    @Test
    void findsExponentsAndTheExtremeSingularValues() {
        Map<String, Object> json = json(line("dynamics", "gru"));

        Map<?, ?> exponents = (Map<?, ?>) json.get("lyapunovExponents");
        List<?> trials = (List<?>) exponents.get("trials");
        assertThat(trials).hasSize(4);
        double mean = trials.stream()
                .mapToDouble(trial -> (double) ((List<?>) trial).get(0))
                .average()
                .orElseThrow();
        assertThat((double) ((List<?>) exponents.get("mean")).get(0)).isCloseTo(mean, within(1e-14));
        assertThat((List<?>) exponents.get("standardDeviation")).hasSize(5);
        assertThat(exponents.get("unresolved")).isEqualTo(0.0);
        double largest = (double) ((Map<?, ?>) json.get("sigmaMax")).get("value");
        double spectral =
                (double) json(line("spectrum", "gru") + " --of propagation").get("operatorNorm");
        assertThat(largest).isCloseTo(spectral, within(1e-9 * spectral));
        // The product of all singular values of P is 1.
        assertThat((double) ((Map<?, ?>) json.get("sigmaMin")).get("value")).isBetween(0.0, 1.0);
        assertThat((List<?>) json.get("notes")).isEmpty();
    }

    @Test
    void saysWhyThereIsNoSmallestSingularValue() {
        Result result = cli.run(line("dynamics", "lstm"));

        assertThat(result.out())
                .containsPattern("(?m)^σ_min\\(P\\) +not stated$")
                .contains("P is not square, since its columns are perturbations of [trial: 4, time: 6, unit: 10]");
        Map<String, Object> json = json(line("dynamics", "lstm"));
        assertThat(json).containsEntry("sigmaMin", null);
        assertThat((List<?>) json.get("notes")).hasSize(1);
        assertThat(json(line("dynamics", "gru") + " --observe final-state")).containsEntry("sigmaMin", null);
    }

    /** A relu network loses the directions of the units that are off. */
    @Test
    void namesExponentsThatAreUnresolved() {
        Map<String, Object> json = json(line("dynamics", "rnn_relu"));

        Map<?, ?> exponents = (Map<?, ?>) json.get("lyapunovExponents");
        assertThat((double) exponents.get("unresolved")).isPositive();
        List<?> mean = (List<?>) exponents.get("mean");
        assertThat(mean.get(mean.size() - 1)).isNull();
        assertThat(json.get("notes").toString()).contains("exponents are unresolved");
        assertThat(cli.run(line("dynamics", "rnn_relu")).out()).contains("unresolved");
    }

    @Test
    void writesVectorsAndAPage() throws IOException {
        Path out = folder.resolve("dynamics.npz");
        Path page = folder.resolve("dynamics.html");
        assertThat(cli.run(line("dynamics", "leaky") + " --out " + out + " --report " + page)
                        .err())
                .isEmpty();

        try (ArrayFile arrays = ArrayFile.open(out)) {
            List<Integer> shape = arrays.read("sigma_min_perturbation").shape();
            assertThat(arrays.read("sigma_max_observed").shape())
                    .isEqualTo(shape)
                    .hasSize(3);
            assertThat(arrays.read("lyapunov_exponents").shape()).containsExactly(shape.get(0), shape.get(2));
            double norm = 0;
            for (double element : arrays.read("sigma_max_perturbation").values()) {
                norm += element * element;
            }
            assertThat(norm).isCloseTo(1, within(1e-12));
        }
        assertThat(Files.readString(page))
                .contains(
                        "largest Lyapunov exponent, per step",
                        "aria-label=\"Lyapunov spectrum\"",
                        "Singular vectors of P");
        assertThat(cli.run(line("dynamics", "leaky") + " --quiet").out()).hasLineCount(3);
        assertThat(cli.run(line("dynamics", "leaky") + " --out " + folder.resolve("d.csv"))
                        .err())
                .isEmpty();
        assertThat(Files.readString(folder.resolve("d.csv")))
                .startsWith("number,lyapunov_mean,lyapunov_standard_deviation");
    }

    @Test
    void refusesEnginesWithoutStepJacobians() {
        Result result = cli.run(line("dynamics", "gru") + " --backend nd4j");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("error: Method 'lyapunov' needs step Jacobians, which this backend does not offer.")
                .hasLineCount(1);
    }
}
