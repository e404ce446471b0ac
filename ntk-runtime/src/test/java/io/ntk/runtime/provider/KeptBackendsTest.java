package io.ntk.runtime.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendProvider;
import io.ntk.runtime.NtkModule;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.config.Surroundings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptBackendsTest {
    @TempDir
    private Path folder;

    private final KeptBackends kept = new KeptBackends();
    private ClassLoader standing;

    /** Only the list of providers is in the folder; the class is on the class path, as those of ntk's own backends are. */
    @BeforeEach
    void aBackendOfTheClassPath() throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(BackendProvider.class.getName()), StandingProvider.class.getName());
        standing = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    }

    /** What a runtime with so many threads gets, which is closed like everything that the runtime started. */
    private AutodiffBackend used(ClassLoader providers, String backend, int threads) {
        NtkModule module = new NtkModule(
                Map.of("backend", backend, "threads", String.valueOf(threads)),
                new Surroundings(Map.of(), Map.of(), folder, folder),
                providers);
        try (NtkRuntime runtime = NtkRuntime.create(module).keeping(kept)) {
            assertThat(runtime.backend()).isSameAs(runtime.backend());
            return runtime.backend();
        }
    }

    private AutodiffBackend used(int threads) {
        return used(standing, "standing", threads);
    }

    @Test
    void oneThatIsSetUpInTheSameWayIsTheSameAndStaysStarted() {
        AutodiffBackend first = used(1);

        assertThat(first.engine()).isEqualTo("1 threads");
        assertThat(first.id()).isEqualTo("standing");
        assertThat(first.device()).isEqualTo("cpu");
        assertThat(first.differentiator()).isEqualTo("its own rules");
        assertThat(first.capabilities()).isEqualTo(new StandingProvider().capabilities());
        assertThat(used(1)).isEqualTo(first);
        assertThat(used(2)).isNotEqualTo(first);
    }

    @Test
    void theOneThatWasNotAskedForForTheLongestTimeIsStopped() {
        AutodiffBackend one = used(1);
        AutodiffBackend two = used(2);
        used(3);
        assertThat(used(1)).isEqualTo(one);
        used(4);

        assertThat(two.engine()).isEqualTo("2 threads, closed");
        assertThat(one.engine()).isEqualTo("1 threads");
        assertThat(used(2)).isNotEqualTo(two);
    }

    @Test
    void allAreStoppedTogetherAndStartedAnew() {
        AutodiffBackend first = used(1);
        kept.close();

        assertThat(first.engine()).isEqualTo("1 threads, closed");
        assertThat(used(1).engine()).isEqualTo("1 threads");
    }

    @Test
    void thatOfAPluginIsStoppedWithItsRuntime() {
        ProviderJars jars = new ProviderJars(folder);
        ProviderSources.withBackend(jars, "plugin.jar", "Plugin", "plugin");

        assertThat(used(jars.loader(), "plugin", 1).engine()).endsWith("closed");
    }
}
