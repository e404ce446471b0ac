package io.ntk.estimators.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ntk.estimators");

    @Test
    void estimatorsSeeTheApiOnly() {
        classes()
                .that()
                .resideInAPackage("io.ntk.estimators..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.ntk.estimators..", "io.ntk.api..", "org.ejml..", "org.jspecify..", "java..")
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.ntk.estimators.(*)..").should().beFreeOfCycles().check(MAIN);
    }
}
