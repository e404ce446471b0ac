package io.ntk.tck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ntk.tck");

    @Test
    @DisplayName("there are no package cycles")
    void noCycles() {
        slices().matching("io.ntk.(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    @DisplayName("of ours, the contracts know the API only: no backend, estimator or runtime")
    void knowsTheApiOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.ntk.backend..", "io.ntk.estimators..", "io.ntk.runtime..", "io.ntk.cli..")
                .check(MAIN);
    }

    @Test
    @DisplayName("the reference and the golden cases need no JUnit, so that they are oracles anywhere")
    void oraclesNeedNoTestFramework() {
        noClasses()
                .that()
                .resideInAnyPackage("io.ntk.tck.reference", "io.ntk.tck.golden", "io.ntk.tck.cell")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.assertj..")
                .check(MAIN);
    }
}
