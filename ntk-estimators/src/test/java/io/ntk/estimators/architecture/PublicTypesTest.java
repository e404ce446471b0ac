package io.ntk.estimators.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.metric.Metric;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pins what others may use: a type becomes public by a line in the list, not by accident. */
class PublicTypesTest {
    @Test
    void publicTypesAreThoseOfTheList() throws Exception {
        List<String> found = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.ntk.estimators")
                        .stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> !isInACatalogue(type))
                        .map(JavaClass::getName)
                        .sorted()
                        .toList();

        assertThat(found).isEqualTo(Files.readAllLines(Path.of("src/test/resources/public-types.txt")));
    }

    /** Metrics and estimators are listed by their catalogues. */
    private static boolean isInACatalogue(JavaClass type) {
        return !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && Stream.of(Metric.class, TraceEstimator.class, AlignmentEstimator.class)
                        .anyMatch(type::isAssignableTo);
    }
}
