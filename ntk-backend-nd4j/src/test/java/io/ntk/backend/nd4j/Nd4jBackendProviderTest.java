package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class Nd4jBackendProviderTest {
    private static void expect(ErrorId id, BackendOptions options, String... parts) {
        assertThatThrownBy(() -> new Nd4jBackendProvider().create(options).close())
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id))
                .hasMessageContainingAll(parts);
    }

    @Test
    void isFoundByServiceLoader() {
        assertThat(ServiceLoader.load(BackendProvider.class))
                .anySatisfy(provider -> assertThat(provider.id()).isEqualTo("nd4j"));
    }

    @Test
    void descriptionNamesTheVersionOfTheJar() {
        assertThat(new Nd4jBackendProvider().description()).matches("SameDiff, ND4J \\d+\\.\\d+\\.\\d+.*");
    }

    @Test
    void engineSaysWhatRuns() {
        try (AutodiffBackend backend =
                new Nd4jBackendProvider().create(BackendOptions.defaults().withThreads(1))) {
            assertThat(backend.engine()).contains("CPU", "OPENBLAS", "1 thread");
        }
    }

    @Test
    void comparisonsUseSameDiffsGradient() {
        Nd4jBackendProvider provider = new Nd4jBackendProvider();
        BackendOptions independent = BackendOptions.defaults().withSettings(provider.independentSettings());
        try (AutodiffBackend usual = provider.create(BackendOptions.defaults());
                AutodiffBackend compared = provider.create(independent)) {
            assertThat(usual.differentiator()).isEqualTo("the step's linear program");
            assertThat(compared.differentiator()).isEqualTo("SameDiff's gradient");
        }
    }

    @Test
    void engineWarnsOfThreadsThatSpin() {
        assertThat(Nd4jEngine.load().describe(2, "ACTIVE")).contains("OMP_WAIT_POLICY");
        assertThat(Nd4jEngine.load().describe(2, null)).contains("OMP_WAIT_POLICY");
        assertThat(Nd4jEngine.load().describe(2, "passive")).doesNotContain("OMP_WAIT_POLICY");
        assertThat(Nd4jEngine.load().describe(1, null)).doesNotContain("OMP_WAIT_POLICY");
    }

    @Test
    void refusesAnUnknownPath() {
        expect(
                ErrorId.CONFIGURATION,
                BackendOptions.defaults().withSettings(Map.of("path", "block")),
                "'path'",
                "'block'",
                "Did you mean 'blocks'?");
    }

    @Test
    void refusesAnUnknownSetting() {
        expect(
                ErrorId.CONFIGURATION,
                BackendOptions.defaults().withSettings(Map.of("pats", "blocks")),
                "'pats'",
                "Did you mean 'path'?");
    }

    @Test
    void aMissingNativeLibraryIsNamedWithARemedy() {
        Throwable failure = new NoClassDefFoundError("x");
        failure.initCause(new UnsatisfiedLinkError("no jnind4jcpu in java.library.path"));
        Availability availability = new Nd4jEngine(failure).availability();
        assertThat(availability.available()).isFalse();
        assertThat(availability.reason()).contains("no jnind4jcpu");
        assertThat(availability.remedy()).contains("nd4j-native", System.getProperty("os.arch"));
    }
}
