package io.ntk.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.CellProvider;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Pins what the module shows to others. */
class ModuleTest {
    private final ModuleDescriptor module = descriptor();

    private static ModuleDescriptor descriptor() {
        try {
            Path classes = Path.of(NtkException.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return ModuleFinder.of(classes).find("io.ntk.api").orElseThrow().descriptor();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void exportsItsPackagesToEveryone() {
        assertThat(module.exports())
                .noneMatch(ModuleDescriptor.Exports::isQualified)
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder(
                        "io.ntk.api",
                        "io.ntk.api.cell",
                        "io.ntk.api.linalg",
                        "io.ntk.api.model",
                        "io.ntk.api.random",
                        "io.ntk.api.spi");
    }

    @Test
    void requiresSmallMatricesAndNullnessBesideTheJdk() {
        assertThat(module.requires())
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactlyInAnyOrder(
                        "java.base", "java.management", "jdk.management", "ejml.core", "org.jspecify");
    }

    /** Cells that users choose by name are equation files; those of this module are for programs. */
    @Test
    void providesNothing() {
        assertThat(module.provides()).isEmpty();
        assertThat(ServiceLoader.load(CellProvider.class)).isEmpty();
    }
}
