package io.ntk.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.BackendOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @TempDir
    private Path folder;

    private Path work;
    private Path home;

    @BeforeEach
    void folders() throws IOException {
        work = Files.createDirectory(folder.resolve("work"));
        home = Files.createDirectory(folder.resolve("home"));
    }

    private Configuration read(
            Map<String, String> options, Map<String, String> properties, Map<String, String> environment) {
        return Configuration.read(options, new Surroundings(properties, environment, work, home));
    }

    private Configuration readFile(String text) throws IOException {
        Files.writeString(work.resolve("ntk.conf"), text);
        return read(Map.of(), Map.of(), Map.of());
    }

    private void writeHome(String text) throws IOException {
        Files.writeString(Files.createDirectories(home.resolve(".config/ntk")).resolve("ntk.conf"), text);
    }

    @Test
    void hasDefaults() {
        Configuration configuration = read(Map.of(), Map.of(), Map.of());

        assertThat(configuration.backend()).isEqualTo("native");
        assertThat(configuration.backendOrigin()).isEqualTo("the default");
        assertThat(configuration.precision()).isEqualTo(Precision.FLOAT32);
        assertThat(configuration.threads()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(configuration.memoryLimit())
                .isEqualTo(BackendOptions.defaults().memoryLimit());
        assertThat(read(Map.of("memory", "3k"), Map.of(), Map.of()).memoryLimit())
                .isEqualTo(3072);
        assertThat(configuration.backendOptions("native").settings()).isEmpty();
    }

    @Test
    void moreThreadsThanGainAnythingAreLowered() {
        int most = BackendOptions.mostThreads();
        assertThat(most).isGreaterThanOrEqualTo(64);
        for (String given : List.of("10000", "2147483647", String.valueOf(most + 1))) {
            Configuration configuration = read(Map.of("threads", given), Map.of(), Map.of());
            assertThat(configuration.threads()).isEqualTo(most);
            assertThat(configuration.backendOptions("native").threads()).isEqualTo(most);
        }
        assertThat(read(Map.of("threads", "64"), Map.of(), Map.of()).threads()).isEqualTo(64);
        assertThat(BackendOptions.defaults().withThreads(1_000_000).threads()).isEqualTo(most);
    }

    @Test
    void eachPlaceWinsOverTheNext() throws IOException {
        Map<String, String> option = Map.of("backend", "a");
        Map<String, String> property = Map.of("ntk.backend", "b");
        Map<String, String> variable = Map.of("NTK_BACKEND", "c");
        Files.writeString(work.resolve("ntk.conf"), "ntk.backend = d");
        writeHome("ntk { backend = e, threads = 7 }");

        assertThat(read(option, property, variable).backend()).isEqualTo("a");
        assertThat(read(Map.of(), property, variable).backend()).isEqualTo("b");
        assertThat(read(Map.of(), Map.of(), variable).backend()).isEqualTo("c");
        Configuration files = read(Map.of(), Map.of(), Map.of());
        assertThat(files.backend()).isEqualTo("d");
        assertThat(files.threads()).isEqualTo(7);
        Files.delete(work.resolve("ntk.conf"));
        assertThat(read(Map.of(), Map.of(), Map.of()).backend()).isEqualTo("e");
        assertThat(read(Map.of(), Map.of(), Map.of()).backendOrigin())
                .isEqualTo("ntk.backend in " + home.resolve(".config/ntk/ntk.conf"));
    }

    /** Otherwise the settings that are meant would be left out in silence. */
    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "ntk.conf"})
    void aLinkThatLeadsNowhereIsRefused(String target) throws IOException {
        Files.createSymbolicLink(work.resolve("ntk.conf"), Path.of(target));

        assertThatThrownBy(() -> read(Map.of(), Map.of(), Map.of()))
                .hasMessageContaining("is not a readable file")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.FILE_UNREADABLE);
    }

    @Test
    void theUsersFileIsWhereTheSystemKeepsSuchFiles() throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("xdg/ntk")).resolve("ntk.conf"), "backend = x");

        assertThat(read(
                                Map.of(),
                                Map.of(),
                                Map.of("XDG_CONFIG_HOME", folder.resolve("xdg").toString()))
                        .backend())
                .isEqualTo("x");
        assertThat(read(
                                Map.of(),
                                Map.of("os.name", "Windows 11"),
                                Map.of("APPDATA", folder.resolve("xdg").toString()))
                        .backend())
                .isEqualTo("x");
    }

    @Test
    void aNamedFileReplacesTheOthers() throws IOException {
        Files.writeString(work.resolve("ntk.conf"), "backend = d");
        Files.writeString(work.resolve("other.conf"), "threads = 2");

        Configuration configuration = read(Map.of(), Map.of(), Map.of("NTK_CONF", "other.conf"));

        assertThat(configuration.threads()).isEqualTo(2);
        assertThat(configuration.backend()).isEqualTo("native");
        assertThatThrownBy(() -> read(Map.of(), Map.of("ntk.conf", "gone.conf"), Map.of()))
                .hasMessageStartingWith("Configuration file '" + work.resolve("gone.conf") + "' does not exist.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.FILE_NOT_FOUND);
    }

    @Test
    void aBackendsSettingsComeFromEveryPlaceByTheSameOrder() throws IOException {
        Files.writeString(
                work.resolve("ntk.conf"), "ntk.djl { device = cpu, cache { dir = /tmp/c, size = 3 } }, ntk.nd4j.x = 1");

        Configuration configuration = read(
                Map.of(),
                Map.of("ntk.djl.cache.size", "4"),
                Map.of("NTK_DJL_DEVICE", "gpu", "NTK_DJL_FAST_PATH", "on"));

        assertThat(configuration.backendOptions("djl").settings())
                .isEqualTo(Map.of("device", "gpu", "fast-path", "on", "cache.dir", "/tmp/c", "cache.size", "4"));
        assertThat(configuration.configuredBackends())
                .isEqualTo(Map.of(work.resolve("ntk.conf").toString(), Set.of("djl", "nd4j")));
    }

    @Test
    void aProgramMayDecideAllSettingsOfABackend() {
        Map<String, String> decided = Map.of(Configuration.DECIDED_BACKEND, "djl", "djl.device", "gpu");
        Map<String, String> configured = Map.of("NTK_DJL_DEVICE", "cpu", "NTK_DJL_FAST_PATH", "on", "NTK_ND4J_X", "1");

        Configuration configuration = read(decided, Map.of(), configured);

        assertThat(configuration.backendOptions("djl").settings()).isEqualTo(Map.of("device", "gpu"));
        assertThat(configuration.backendOptions("nd4j").settings()).isEqualTo(Map.of("x", "1"));
    }

    @Test
    void anEmptyVariableSaysNothing() {
        assertThat(read(Map.of(), Map.of(), Map.of("NTK_BACKEND", "", "NTK_DJL_DEVICE", ""))
                        .backend())
                .isEqualTo("native");
    }

    @ParameterizedTest
    @CsvSource({
        "1,1",
        "512,512",
        "1k,1024",
        "1.5k,1536",
        "3m,3145728",
        "2g,2147483648",
        "2 GiB,2147483648",
        "2GB,2147483648",
        "1t,1099511627776"
    })
    void readsAmountsOfMemory(String text, long bytes) {
        assertThat(MemorySize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "much", "2x", "0.1", "9e9g", "99999999999t"})
    void refusesWhatIsNoAmountOfMemory(String text) {
        assertThatThrownBy(() -> MemorySize.parse(text))
                .hasMessage(
                        "'" + text + "' is not an amount of memory. Give a positive number of bytes, or a number with a"
                                + " unit, such as 512m or 2g.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-2", "two", "1.5"})
    void refusesANumberOfThreadsSayingWhoGaveIt(String text) {
        assertThatThrownBy(() ->
                        read(Map.of(), Map.of(), Map.of("NTK_THREADS", text)).threads())
                .hasMessage("The setting 'threads' was given by environment variable NTK_THREADS: '" + text
                        + "' is not a number of threads. Give a whole number, at least 1.")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.CONFIGURATION);
    }

    @Test
    void refusesAPrecisionSayingWhoGaveIt() {
        assertThatThrownBy(() ->
                        read(Map.of("precision", "half"), Map.of(), Map.of()).precision())
                .hasMessage(
                        "The setting 'precision' was given by option --precision: Precision 'half' is not known. Use"
                                + " float32 or float64.");
    }

    @Test
    void refusesAKeyThatDoesNotExist() {
        assertThatThrownBy(() -> readFile("ntk.thread = 2"))
                .hasMessage("Configuration file '" + work.resolve("ntk.conf")
                        + "' sets ntk.thread, which does not exist. Did you mean 'threads'? Known are: backend, memory,"
                        + " precision, threads.");
    }

    @Test
    void refusesAFileThatIsNotHocon() {
        assertThatThrownBy(() -> readFile("ntk { backend = "))
                .hasMessageStartingWith("Configuration file '" + work.resolve("ntk.conf") + "' cannot be read: ")
                .extracting(e -> ((NtkException) e).id())
                .isEqualTo(ErrorId.CONFIGURATION);
    }

    @Test
    void refusesListsAndObjectsWhereOneValueBelongs() {
        assertThatThrownBy(() -> readFile("ntk.djl.device = [cpu, gpu]"))
                .hasMessageContaining("ntk.djl.device to a list");
        assertThatThrownBy(() -> readFile("ntk.backend { id = djl }"))
                .hasMessageContaining("sets ntk.backend to an object");
    }

    @Test
    void refusesAFolder() throws IOException {
        Files.createDirectory(work.resolve("ntk.conf"));

        assertThatThrownBy(() -> read(Map.of(), Map.of(), Map.of())).hasMessageContaining("is not a readable file");
    }
}
