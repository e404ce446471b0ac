package io.ntk.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.ntk.api.spi.BackendProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md, checked on all modules that the command is made of. */
class ArchitectureTest {
    private static final String[] GUICE = {"com.google.inject..", "jakarta.inject.."};
    private static final Pattern BACKEND = Pattern.compile("io\\.ntk\\.backend\\.[^.]+");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ntk");

    private static final DescribedPredicate<JavaClass> DISCOVERY =
            resideInAnyPackage(GUICE).or(JavaClass.Predicates.equivalentTo(ServiceLoader.class));

    /** The classes of each backend, by its package. */
    private static Map<String, List<JavaClass>> backends() {
        return CLASSES.stream()
                .filter(type -> BACKEND.matcher(type.getPackageName()).lookingAt())
                .collect(Collectors.groupingBy(ArchitectureTest::backend, TreeMap::new, Collectors.toList()));
    }

    private static String backend(JavaClass type) {
        Matcher matcher = BACKEND.matcher(type.getPackageName());
        assertThat(matcher.lookingAt()).isTrue();
        return matcher.group();
    }

    @Test
    void theRulesSeeTheModulesTheyAreAbout() {
        for (String module : List.of("api", "estimators", "runtime", "cli", "backend")) {
            assertThat(CLASSES.stream().anyMatch(type -> type.getPackageName().startsWith("io.ntk." + module + ".")))
                    .as(module)
                    .isTrue();
        }
    }

    @Test
    void theApiDependsOnNothingOfOurs() {
        classes()
                .that()
                .resideInAPackage("io.ntk.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.ntk.api..", "java..", "org.ejml..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void estimatorsSeeNoBackendAndNoGuice() {
        classes()
                .that()
                .resideInAPackage("io.ntk.estimators..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.ntk.estimators..", "io.ntk.api..", "java..", "org.ejml..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void onlyTheRuntimeUsesServiceLoaderAndGuice() {
        noClasses()
                .that(resideOutsideOfPackage("io.ntk.runtime.."))
                .should()
                .dependOnClassesThat(DISCOVERY)
                .check(CLASSES);
    }

    @Test
    void theRuntimeUsesServiceLoaderAndGuice() {
        // What the rule above forbids must be something that it would find.
        assertThatCode(() -> noClasses().should().dependOnClassesThat(DISCOVERY).check(CLASSES))
                .hasMessageContaining("io.ntk.runtime.NtkModule")
                .hasMessageContaining("io.ntk.runtime.provider.Discovery");
    }

    @Test
    void aBackendHasOnePublicClassItsProvider() {
        backends()
                .forEach((name, types) -> assertThat(types.stream()
                                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                                .filter(JavaClass::isTopLevelClass))
                        .as(name)
                        .singleElement()
                        .matches(type -> type.isAssignableTo(BackendProvider.class), "is a BackendProvider"));
    }

    @Test
    void nothingDependsOnABackend() {
        backends()
                .keySet()
                .forEach(name -> noClasses()
                        .that(resideOutsideOfPackage(name + ".."))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(name + "..")
                        .check(CLASSES));
    }

    @Test
    void backendsDependOnTheApiAlone() {
        backends()
                .keySet()
                .forEach(name -> noClasses()
                        .that()
                        .resideInAPackage(name + "..")
                        .should()
                        .dependOnClassesThat(DescribedPredicate.describe(
                                "belong to another module of ntk",
                                type -> type.getPackageName().startsWith("io.ntk.")
                                        && !type.getPackageName().startsWith("io.ntk.api")
                                        && !type.getPackageName().startsWith(name)))
                        .check(CLASSES));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.ntk.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
