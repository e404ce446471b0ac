package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.spi.BackendProvider;
import io.ntk.cli.CliFixture.Result;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is linearized once, however much is asked of it. */
class LinearizationsTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private String pair;
    private String single;

    @BeforeEach
    void model() throws IOException {
        Path services = Files.createDirectories(folder.resolve("counting/META-INF/services"));
        Files.writeString(services.resolve(BackendProvider.class.getName()), CountingProvider.class.getName());
        URL[] path = {folder.resolve("counting").toUri().toURL()};
        cli = new CliFixture(folder, Map.of(), new URLClassLoader(path, CliFixture.class.getClassLoader()));
        String common = " --cell gru --backend counting --samples 20 --report " + folder.resolve("report.html")
                + " --force --json";
        pair = "align " + cli.golden("gru") + common;
        Path file = folder.resolve("gru.npz");
        single = " --model " + file + ":before --inputs " + file + ":inputs" + common;
    }

    private int linearizations(String line) {
        CountingProvider.LINEARIZATIONS.set(0);
        CountingProvider.REPEATED.set(0);
        Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return CountingProvider.LINEARIZATIONS.get();
    }

    @Test
    void aPairIsLinearizedOnceForItsAlignmentItsDetailsAndItsPage() {
        assertThat(linearizations(pair + " --distance --contributions")).isEqualTo(2);
        // Once each in float64 for the rounding of all of them.
        assertThat(CountingProvider.REPEATED.get()).isEqualTo(2);
    }

    @Test
    void aModelIsLinearizedOnceForItsNumbersAndItsPage() {
        assertThat(linearizations("trace" + single)).isEqualTo(1);
        assertThat(CountingProvider.REPEATED.get()).isEqualTo(1);
        assertThat(linearizations("spectrum" + single)).isEqualTo(1);
        assertThat(CountingProvider.REPEATED.get()).isEqualTo(1);
    }

    @Test
    void theRoundingOfEveryNormAndDimensionIsMeasured() {
        Path models = Path.of("..", "ntk-runtime", "src", "test", "resources", "models", "keras_gru.npz");
        String flow = "flow --cell keras_gru --backend counting --samples 20 --json --model " + models
                + ":before --inputs " + models + ":inputs --targets " + models + ":targets";
        // The states that are observed, and the outputs that the loss is of.
        assertThat(linearizations(flow)).isEqualTo(2);
        assertThat(CountingProvider.REPEATED.get()).isEqualTo(1);
        assertThat(roundingError((Map<?, ?>) answer(flow).get("norm"))).isPositive();
        Map<?, ?> dimensions = (Map<?, ?>) answer("spectrum" + single).get("effectiveDimension");
        assertThat(roundingError((Map<?, ?>) dimensions.get("all"))).isPositive();

        Path gru = folder.resolve("gru.npz");
        String compare = "compare --cell gru --backend counting --samples 20 --json " + gru + ":before " + gru
                + ":after --inputs " + gru + ":inputs";
        linearizations(compare);
        assertThat(CountingProvider.REPEATED.get()).isEqualTo(2);
    }

    private Map<String, Object> answer(String line) {
        return ParsedJson.object(cli.run(line).out());
    }

    private static double roundingError(Map<?, ?> estimate) {
        return (double) estimate.get("roundingError");
    }
}
