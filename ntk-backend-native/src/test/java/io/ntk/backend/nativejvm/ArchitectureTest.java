package io.ntk.backend.nativejvm;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ntk.backend.nativejvm");

    @Test
    void onePublicClass() {
        assertThat(MAIN.stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC)
                                && !type.getEnclosingClass().isPresent())
                        .map(JavaClass::getSimpleName))
                .containsExactly("NativeBackendProvider");
    }

    @Test
    void ofOursItKnowsTheApiOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.ntk.backend.nativejvm",
                        "io.ntk.api..",
                        "org.ejml..",
                        "org.bytedeco..",
                        "org.jspecify..",
                        "java..")
                .check(MAIN);
    }
}
