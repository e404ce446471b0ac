package io.ntk.runtime.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service of another module is found in jars, and refused like a cell. */
class ServicesTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("unchecked")
    private List<Found<Supplier<String>>> find(String gives) {
        ClassLoader loader = new ProviderJars(folder)
                .add(
                        "mine.jar",
                        Supplier.class,
                        "Mine",
                        "public class Mine implements"
                                + " java.util.function.Supplier<String> { public String get() { return " + gives
                                + "; } }")
                .loader();
        Class<Supplier<String>> service = (Class<Supplier<String>>) (Class<?>) Supplier.class;
        return new Services(loader)
                .find(service, "word", Supplier::get, List.of(new Found<Supplier<String>>(() -> "ours", "ntk")));
    }

    @Test
    void thoseOfJarsAreFoundBesideThoseThatComeWithNtk() {
        assertThat(find("\"mine\""))
                .extracting(found -> found.provider().get() + " of " + found.jar())
                .containsExactly("mine of mine.jar", "ours of ntk");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"ours\"', The word name 'ours' is claimed by",
        "'\"a word\"', The word provider Mine of mine.jar has the name 'a word'.",
        "null, Provider Mine of mine.jar cannot say its name"
    })
    void thoseThatCannotBeUsedAreRefused(String gives, String message) {
        assertThatThrownBy(() -> find(gives)).isInstanceOf(NtkException.class).hasMessageContaining(message);
    }
}
