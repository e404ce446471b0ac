package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.spi.BackendProvider;
import io.ntk.cli.CliFixture.Result;
import io.ntk.tck.reference.ReferenceProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    private static final String CELLS = "META-INF/services/io.ntk.api.cell.CellProvider";

    @TempDir
    private Path folder;

    private String line;

    @BeforeEach
    void model() {
        Path file = folder.resolve("gru.npz");
        new CliFixture(folder).golden("gru");
        line = "check --cell gru --model " + file + ":before --inputs " + file + ":inputs --precision float64";
    }

    /** A command that sees only the backends of these providers. */
    private CliFixture with(Class<?>... providers) throws IOException {
        Path services = Files.createDirectories(folder.resolve("classes/META-INF/services"));
        Files.write(
                services.resolve(BackendProvider.class.getName()),
                List.of(providers).stream().map(Class::getName).toList());
        URL[] path = {folder.resolve("classes").toUri().toURL()};
        ClassLoader loader = new URLClassLoader(path, CheckTest.class.getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return name.startsWith("META-INF/services/") && !name.equals(CELLS)
                        ? findResources(name)
                        : super.getResources(name);
            }
        };
        return new CliFixture(folder, Map.of("NTK_BACKEND", "reference"), loader);
    }

    @Test
    void everyBackendOfTheClassPathAgrees() {
        CliFixture cli = new CliFixture(folder);
        Result text = cli.run(line);
        Map<String, Object> json = ParsedJson.object(cli.run(line + " --json").out());

        assertThat(text.exitCode()).isZero();
        assertThat(text.err()).isEmpty();
        assertThat(text.out())
                .startsWith(
                        "inputs     4 trials × 6 steps, 3 channels\nLargest relative differences from backend native, which took ")
                .containsPattern("(?m)^backend +states +vjp +jvp +Θ·v +alignment +time")
                .containsPattern("(?m)^reference +\\S+ +\\S+ +\\S+ +\\S+ +\\S+ +\\S+ s +agrees")
                .containsPattern("(?m)^djl .* agrees +PyTorch's autograd$")
                .containsPattern("(?m)^nd4j .* agrees +SameDiff's gradient$");
        assertThat(json)
                .containsEntry("reference", "native")
                .containsEntry("differentiator", "the step's linear program")
                .containsEntry("agree", true);
        assertThat(json.get("backends").toString())
                .contains("backend=reference, differentiator=dual numbers, differences={states=")
                .contains("backend=nd4j, differentiator=SameDiff's gradient,");
        assertThat(cli.run(line + " --quiet").out()).isEmpty();
    }

    @Test
    void theDoctorFindsABackendThatIsOffByOnePercent() throws IOException {
        CliFixture cli = with(ReferenceProvider.class, WrongProvider.class);

        assertThat(cli.run("doctor").exitCode()).isZero();
        Result wrong = cli.run("doctor --backend wrong");

        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.out())
                .containsPattern("reference .* passed in ")
                .containsPattern("wrong .* FAILED: J u is off by 0\\.00?9");
    }

    @Test
    void aBackendThatIsOffByOnePercentEndsWithExitCodeOne() throws IOException {
        CliFixture cli = with(ReferenceProvider.class, WrongProvider.class);

        Result text = cli.run(line);
        Map<String, Object> json = ParsedJson.object(cli.run(line + " --json").out());

        assertThat(text.exitCode()).isEqualTo(1);
        // J is off by 1%, so Θ = J Jᵀ by 2%; the alignment does not see a common factor.
        assertThat(text.out()).containsPattern("(?m)^wrong +0 +0\\.010 +0\\.010 +0\\.020 +\\S+ +\\S+ s +DISAGREES");
        assertThat(text.err())
                .isEqualTo(
                        "error: Backend wrong disagrees with reference beyond the tolerance. One of them is wrong: report it.\n");
        assertThat(cli.run(line.replace("float64", "float32")).err())
                .isEqualTo(
                        "error: Backend wrong disagrees with reference beyond the tolerance. Try --precision float64;"
                                + " if they still disagree, one of them is wrong: report it.\n");
        assertThat(json).containsEntry("agree", false);
        assertThat(cli.run(line + " --tolerance 0.05").exitCode()).isZero();
    }

    @Test
    void thereMustBeSomethingToCompareWith() throws IOException {
        Result result = with(ReferenceProvider.class).run(line);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .isEqualTo("error: No backend but 'reference' can run this, so there is nothing to compare with. 'ntk"
                        + " backends' says what is missing.\n");
    }

    @Test
    void takesASecondCheckpointForTheAlignment() {
        Result result = new CliFixture(folder).run(line + " --after " + folder.resolve("gru.npz") + ":after");

        assertThat(result.exitCode()).isZero();
    }

    @Test
    void refusesAToleranceThatMakesNoSense() {
        Result result = new CliFixture(folder).run(line + " --tolerance -1");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: The tolerance is -1.0. Give a relative tolerance");
    }
}
