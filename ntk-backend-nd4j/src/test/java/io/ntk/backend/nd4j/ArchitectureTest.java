package io.ntk.backend.nd4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ntk.backend.nd4j");

    @Test
    void onlyTheProviderIsPublic() {
        classes().that().arePublic().should().be(Nd4jBackendProvider.class).check(classes);
    }

    @Test
    void nothingOfOursButTheApiIsUsed() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.ntk.estimators..", "io.ntk.runtime..", "io.ntk.backend.native..", "com.google.inject..")
                .check(classes);
    }
}
