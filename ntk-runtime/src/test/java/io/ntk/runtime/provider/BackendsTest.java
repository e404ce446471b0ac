package io.ntk.runtime.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendProvider;
import io.ntk.runtime.config.Configuration;
import io.ntk.runtime.config.Surroundings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendsTest {
    @TempDir
    private Path folder;

    private ProviderJars jars;

    @BeforeEach
    void twoBackends() {
        jars = new ProviderJars(folder);
        ProviderSources.withBackend(jars, "one.jar", "One", "one");
        ProviderSources.withBackend(jars, "two.jar", "Two", "two");
    }

    private Backends find() {
        return find(Map.of());
    }

    private Backends find(Map<String, String> properties) {
        return Backends.find(
                jars.loader(),
                Configuration.read(Map.of(), new Surroundings(properties, Map.of(), folder, folder.resolve("home"))));
    }

    @Test
    void findsEveryBackendAndItsJar() {
        Backends backends = find();

        assertThat(backends.all().keySet()).containsExactly("one", "two");
        assertThat(backends.all().get("two").jar()).isEqualTo("two.jar");
        assertThat(backends.all().get("two").provider().description()).isEqualTo("engine of two");
    }

    @Test
    void startsTheConfiguredBackendWithItsOptions() {
        Backends backends =
                find(Map.of("ntk.backend", "two", "ntk.threads", "3", "ntk.memory", "1k", "ntk.two.device", "gpu:0"));

        try (AutodiffBackend backend = backends.startConfigured()) {
            assertThat(backend.id()).isEqualTo("two");
            assertThat(backend.engine()).isEqualTo("3 1024 {device=gpu:0}");
        }
        try (AutodiffBackend backend = backends.startConfigured(1)) {
            assertThat(backend.engine()).isEqualTo("1 1024 {device=gpu:0}");
        }
    }

    @Test
    void offersTheClosestSpellingOfAnUnknownBackendAndSaysWhoAskedForIt() {
        Backends backends = find(Map.of("ntk.backend", "tow"));

        assertThatThrownBy(backends::startConfigured)
                .isInstanceOf(NtkException.class)
                .hasMessage(
                        "Backend 'tow' (from system property ntk.backend) is not known. Did you mean 'two'? The backends on the class path are: one (one.jar), two (two.jar).")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.UNKNOWN_BACKEND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"djl", "nd4j"})
    void saysOfABackendThatSmallArchivesLeaveOutWhereItIs(String id) {
        Backends backends = find(Map.of("ntk.backend", id));

        assertThatThrownBy(backends::startConfigured)
                .isInstanceOf(NtkException.class)
                .hasMessage("Backend '" + id + "' (from system property ntk.backend) is not part of this installation."
                        + " The full archive of ntk has it, the small ones leave it out. The backends on the class path"
                        + " are: one (one.jar), two (two.jar).")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.UNKNOWN_BACKEND);
    }

    @Test
    void saysThatThereIsNoBackendAtAll() {
        Backends none = Backends.find(new ProviderJars(folder).loader(), Configuration.defaults());

        assertThatThrownBy(() -> none.start("native"))
                .hasMessage("Backend 'native' is not known. No backend is on the class path.");
    }

    @Test
    void refusesTwoBackendsOfOneIdNamingBothJars() {
        ProviderSources.withBackend(jars, "thief.jar", "Thief", "one");

        assertThatThrownBy(this::find)
                .isInstanceOf(NtkException.class)
                .hasMessage(
                        "The backend name 'one' is claimed by One of one.jar and by Thief of thief.jar. Take one of them"
                                + " off the class path, or rename one.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.DUPLICATE_PROVIDER);
    }

    @Test
    void refusesAnIdThatIsNotWrittenAsIdsAre() {
        ProviderSources.withBackend(jars, "loud.jar", "Loud", "LOUD");

        assertThatThrownBy(this::find)
                .hasMessageStartingWith(
                        "The backend provider Loud of loud.jar has the name 'LOUD'. Give it a name of lower");
    }

    @Test
    void refusesAnIdThatIsAConfigurationKey() {
        ProviderSources.withBackend(jars, "threads.jar", "Threads", "threads");

        assertThatThrownBy(this::find).hasMessageContaining("Threads of threads.jar has the name 'threads'");
    }

    @Test
    void namesAProviderThatCannotBeMade() {
        jars.add(
                "bad.jar",
                BackendProvider.class,
                "Bad",
                ProviderSources.backend(
                        "Bad",
                        "bad",
                        "return Availability.yes();",
                        "if (true) throw new IllegalStateException(\"no luck\");"));

        assertThatThrownBy(this::find)
                .isInstanceOf(NtkException.class)
                .hasMessage(
                        "Provider Bad of bad.jar cannot be made: java.lang.IllegalStateException: no luck. Repair it or remove its jar from the class path.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.BROKEN_PROVIDER);
    }

    @Test
    void namesAServiceEntryWithoutItsClass() {
        jars.addEntry("empty.jar", BackendProvider.class, "org.example.Gone");

        assertThatThrownBy(this::find)
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("org.example.Gone not found")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.BROKEN_PROVIDER);
    }

    @Test
    void passesOnWhyABackendIsNotAvailable() {
        jars.add(
                "away.jar",
                BackendProvider.class,
                "Away",
                ProviderSources.backend(
                        "Away", "away", "return Availability.no(\"There is no GPU.\", \"Buy one.\");", ""));
        Backends backends = find();

        assertThat(backends.availability("away").available()).isFalse();
        assertThatThrownBy(() -> backends.start("away"))
                .hasMessage("Backend 'away' cannot run here: There is no GPU. Buy one.");
    }

    @Test
    void namesABackendThatThrowsInsteadOfAnswering() {
        jars.add(
                "moody.jar",
                BackendProvider.class,
                "Moody",
                ProviderSources.backend("Moody", "moody", "throw new UnsatisfiedLinkError(\"libmoody.so\");", ""));
        Backends backends = find(Map.of("ntk.one.explode", "yes"));

        assertThatThrownBy(() -> backends.availability("moody"))
                .hasMessageStartingWith("Provider Moody of moody.jar cannot say whether it is available:"
                        + " java.lang.UnsatisfiedLinkError: libmoody.so.");
        assertThatThrownBy(() -> backends.start("one"))
                .hasMessageStartingWith(
                        "Provider One of one.jar does not start: java.lang.IllegalStateException: no engine.");
    }
}
