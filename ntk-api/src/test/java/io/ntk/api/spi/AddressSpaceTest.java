package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AddressSpaceTest {
    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max data size             unlimited            unlimited            bytes
            Max address space         %s           unlimited            bytes
            """;

    @TempDir
    private Path process;

    private AddressSpace limitedTo(String bytes) throws IOException {
        Files.writeString(process.resolve("limits"), LIMITS.formatted(bytes));
        Files.writeString(process.resolve("status"), "Name:\tjava\nVmPeak:\t  9000000 kB\nVmSize:\t  2097152 kB\n");
        return new AddressSpace(process);
    }

    @Test
    void whatIsLeftBelowTheLimitMayBeMapped() throws IOException {
        AddressSpace space = limitedTo("3221225472");

        assertThatCode(() -> space.require("It", 1L << 30)).doesNotThrowAnyException();
        assertThatThrownBy(() -> space.require("It", (1L << 30) + (1 << 20)))
                .isInstanceOf(NtkException.class)
                .hasMessageStartingWith(
                        "It needs 1025 MiB of address space, of which 1024 of the 3072 MiB that this process may map are left.")
                .hasMessageContaining("ulimit -v")
                .satisfies(e -> assertThat(((NtkException) e).id()).isEqualTo(ErrorId.OUT_OF_MEMORY));
    }

    @Test
    void aProcessThatMapsMoreThanItMayHasNothingLeft() throws IOException {
        AddressSpace space = limitedTo("1073741824");

        assertThatThrownBy(() -> space.require("It", 1)).hasMessageContaining("of which 0 of the 1024 MiB");
    }

    @Test
    void withoutALimitNothingIsRefused() throws IOException {
        AddressSpace space = limitedTo("unlimited");
        AddressSpace unknown = new AddressSpace(process.resolve("none"));

        assertThatCode(() -> space.require("It", Long.MAX_VALUE)).doesNotThrowAnyException();
        assertThatCode(() -> unknown.require("It", Long.MAX_VALUE)).doesNotThrowAnyException();
    }

    @Test
    void knowsWhatALoaderSaysThatFoundNoRoom() {
        assertThat(AddressSpace.isWhy("/a/b.so: failed to map segment from shared object"))
                .isTrue();
        assertThat(AddressSpace.isWhy("/a/b.so: cannot map file data: Cannot allocate memory"))
                .isTrue();
        assertThat(AddressSpace.isWhy("/a/b.so: cannot open shared object file"))
                .isFalse();
    }
}
