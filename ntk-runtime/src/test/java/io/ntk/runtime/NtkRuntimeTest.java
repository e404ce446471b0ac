package io.ntk.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.runtime.config.Surroundings;
import io.ntk.runtime.model.ModelFiles;
import io.ntk.runtime.provider.Backends;
import io.ntk.runtime.provider.Cells;
import io.ntk.runtime.provider.ProviderJars;
import io.ntk.runtime.provider.ProviderSources;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NtkRuntimeTest {
    @TempDir
    private Path folder;

    private NtkModule module(Map<String, String> options, Map<String, String> environment) {
        ProviderJars jars = new ProviderJars(folder);
        ProviderSources.withBackend(jars, "native.jar", "Stand", "native");
        ProviderSources.withBackend(jars, "other.jar", "Other", "other");
        return new NtkModule(options, new Surroundings(Map.of(), environment, folder, folder), jars.loader());
    }

    @Test
    void bindsTheConfiguredBackend() {
        Injector injector = Guice.createInjector(module(Map.of(), Map.of("NTK_BACKEND", "other")));

        assertThat(injector.getInstance(AutodiffBackend.class).id()).isEqualTo("other");
        assertThat(injector.getInstance(Backends.class)).isSameAs(injector.getInstance(Backends.class));
        assertThat(injector.getInstance(ModelFiles.class)).isNotNull();
        assertThat(injector.getInstance(Cells.class).all())
                .allMatch(cell -> cell.jar().equals("ntk-cells"));
    }

    @Test
    void startsTheDefaultBackendWhenAskedForItAndClosesIt() {
        AutodiffBackend backend;
        try (NtkRuntime runtime = NtkRuntime.create(module(Map.of("threads", "1"), Map.of()))) {
            backend = runtime.backend();
            assertThat(runtime.backend()).isSameAs(backend);
            assertThat(backend.id()).isEqualTo("native");
            assertThat(backend.engine()).doesNotEndWith("closed");
        }
        assertThat(backend.engine()).endsWith("closed");
    }

    @Test
    void startsNothingThatNobodyAskedFor() {
        // An unknown backend is no obstacle to a runtime that never starts it.
        try (NtkRuntime runtime = NtkRuntime.create(module(Map.of("backend", "ntive"), Map.of()))) {
            assertThat(runtime.configuration().backend()).isEqualTo("ntive");
            assertThat(runtime.backends().all()).hasSize(2);
            assertThat(runtime.cells().all()).allMatch(cell -> cell.jar().equals("ntk-cells"));
            assertThat(runtime.modelFiles()).isNotNull();
            assertThat(runtime.randomProblems()).isNotNull();
            assertThatThrownBy(runtime::backend)
                    .isInstanceOf(NtkException.class)
                    .hasMessageStartingWith(
                            "Backend 'ntive' (from option --backend) is not known. Did you mean 'native'?")
                    .extracting(e -> ((NtkException) e).id())
                    .isEqualTo(ErrorId.UNKNOWN_BACKEND);
        }
    }

    @Test
    void readsTheSurroundingsOfTheProcess() {
        try (NtkRuntime runtime = NtkRuntime.create()) {
            assertThat(runtime.cells().provider("gru").name()).isEqualTo("gru");
        }
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("threads", "5"))) {
            assertThat(runtime.configuration().threads()).isEqualTo(5);
        }
    }
}
