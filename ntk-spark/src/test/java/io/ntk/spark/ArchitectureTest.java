package io.ntk.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md for this module, which is no part of the command. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ntk.spark");

    private static ArchRule ofOursOnly(String... packages) {
        DescribedPredicate<JavaClass> other =
                resideInAPackage("io.ntk..").and(DescribedPredicate.not(resideInAnyPackage(packages)));
        DescribedPredicate<JavaClass> discovery =
                resideInAnyPackage("com.google.inject..", "jakarta.inject..").or(equivalentTo(ServiceLoader.class));
        return noClasses().should().dependOnClassesThat(other.or(discovery));
    }

    @Test
    void ofOursItUsesTheRuntimeAndWhatThatRestsOn() {
        ofOursOnly(
                        "io.ntk.spark..",
                        "io.ntk.runtime..",
                        "io.ntk.training.flow..",
                        "io.ntk.training.loss..",
                        "io.ntk.estimators..",
                        "io.ntk.io..",
                        "io.ntk.api..")
                .check(CLASSES);
        // What the rule forbids must be something that it would find.
        assertThatCode(() -> ofOursOnly("io.ntk.spark..", "io.ntk.estimators..", "io.ntk.io..", "io.ntk.api..")
                        .check(CLASSES))
                .hasMessageContaining("io.ntk.runtime.");
    }
}
