package io.ntk.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
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
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.ntk.api.spi.BackendProvider;
import io.ntk.cells.CellLibrary;
import java.io.File;
import java.io.InputStream;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.antlr.v4.runtime.CharStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of docs/architecture.md, checked on all modules that the command is made of and on the contract of backends. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ntk");

    private static final DescribedPredicate<JavaClass> DISCOVERY =
            resideInAnyPackage("com.google.inject..", "jakarta.inject..").or(equivalentTo(ServiceLoader.class));

    /** A module, by its package, and the packages that it may use besides its own, Java's and JSpecify's. */
    private record Module(String own, List<String> others) {
        Module(String name, String... others) {
            this("io.ntk." + name + "..", List.of(others));
        }

        /** That this module uses these packages and no others. */
        ArchRule mayUse(List<String> used) {
            List<String> packages = new ArrayList<>(List.of(own, "java..", "org.jspecify.."));
            packages.addAll(used);
            return classes()
                    .that()
                    .resideInAPackage(own)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(packages.toArray(String[]::new));
        }
    }

    static List<Module> modules() {
        return List.of(
                new Module("api", "com.sun.management..", "org.ejml.."),
                new Module("cells", "io.ntk.api..", "org.antlr.v4.runtime.."),
                new Module("program", "io.ntk.api.."),
                new Module("io", "io.ntk.api..", "org.ejml..", "com.fasterxml.jackson.core..", "io.jhdf.."),
                new Module("backend.nativejvm", "io.ntk.api..", "io.ntk.program..", "org.ejml..", "org.bytedeco.."),
                new Module(
                        "backend.nd4j",
                        "io.ntk.api..",
                        "io.ntk.program..",
                        "org.ejml..",
                        "org.bytedeco..",
                        "org.nd4j.."),
                new Module("backend.djl", "io.ntk.api..", "org.ejml..", "ai.djl..", "com.sun.jna.."),
                new Module(
                        "tck",
                        "io.ntk.api..",
                        "com.sun.management..",
                        "javax.management..",
                        "org.assertj..",
                        "org.ejml..",
                        "org.junit..",
                        "org.opentest4j.."),
                new Module("estimators", "io.ntk.api..", "org.ejml.."),
                new Module(
                        "runtime",
                        "io.ntk.api..",
                        "io.ntk.cells..",
                        "io.ntk.estimators..",
                        "io.ntk.io..",
                        "com.google.inject..",
                        "jakarta.inject..",
                        "com.typesafe.config..",
                        "org.slf4j.."),
                new Module(
                        "training",
                        "io.ntk.api..",
                        "io.ntk.cells..",
                        "io.ntk.estimators..",
                        "io.ntk.io..",
                        "io.ntk.runtime..",
                        "com.typesafe.config.."),
                // A plug-in, which may rely on no more.
                new Module("examples.cell", "io.ntk.api.."),
                new Module("examples.task", "io.ntk.training.task.."),
                new Module(
                        "examples",
                        "io.ntk.api..",
                        "io.ntk.estimators..",
                        "io.ntk.io..",
                        "io.ntk.runtime..",
                        "io.ntk.training.."),
                new Module(
                        "cli",
                        "io.ntk.api..",
                        "io.ntk.cells..",
                        "io.ntk.estimators..",
                        "io.ntk.io..",
                        "io.ntk.runtime..",
                        "io.ntk.training..",
                        "com.fasterxml.jackson.core..",
                        "de.erichseifert.vectorgraphics2d..",
                        "j2html..",
                        "javax..",
                        "me.tongfei.progressbar..",
                        "org.ejml..",
                        "org.knowm.xchart..",
                        "org.slf4j..",
                        "org.w3c.dom..",
                        "org.xml.sax..",
                        "picocli.."));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesWhatItMayAndNothingElse(Module module) {
        module.mayUse(module.others).check(CLASSES);
    }

    /** What the rule above forbids must be something that it would find. */
    @ParameterizedTest
    @MethodSource("modules")
    void aModuleIsSeenToUseTheFirstOfWhatItMay(Module module) {
        List<String> rest = module.others.subList(1, module.others.size());
        assertThatCode(() -> module.mayUse(rest).check(CLASSES))
                .hasMessageContaining(module.others.get(0).replace("..", "."));
    }

    @Test
    void everyClassBelongsToAModule() {
        List<String> packages = modules().stream().map(Module::own).toList();
        classes().should().resideInAnyPackage(packages.toArray(String[]::new)).check(CLASSES);
        assertThatCode(() -> classes()
                        .should()
                        .resideInAnyPackage(packages.subList(1, packages.size()).toArray(String[]::new))
                        .check(CLASSES))
                .hasMessageContaining("io.ntk.api");
    }

    @Test
    void onlyTheRuntimeUsesServiceLoaderAndGuice() {
        noClasses()
                .that(resideOutsideOfPackage("io.ntk.runtime.."))
                .should()
                .dependOnClassesThat(DISCOVERY)
                .check(CLASSES);
        assertThatCode(() -> noClasses().should().dependOnClassesThat(DISCOVERY).check(CLASSES))
                .hasMessageContaining("io.ntk.runtime.NtkModule")
                .hasMessageContaining("io.ntk.runtime.provider.Discovery");
    }

    /** An equation file is text to its parser, so that nothing it says can open a file, reach a network or start a program. */
    @Test
    void equationsReachNothingOutsideTheirText() {
        DescribedPredicate<JavaClass> outside = resideInAnyPackage(
                        "java.nio.file..", "java.nio.channels..", "java.net..", "java.lang.reflect..")
                .or(belongToAnyOf(Runtime.class, Process.class, ProcessBuilder.class, ClassLoader.class))
                .or(assignableTo(InputStream.class))
                .or(assignableTo(Reader.class))
                .or(equivalentTo(File.class));
        noClasses()
                .that()
                .resideInAPackage("io.ntk.cells..")
                .and()
                .doNotBelongToAnyOf(CellLibrary.class)
                .should()
                .dependOnClassesThat(outside)
                .orShould()
                .callMethodWhere(target(owner(equivalentTo(CharStreams.class))).and(target(not(name("fromString")))))
                .check(CLASSES);
        assertThatCode(() -> noClasses()
                        .that()
                        .resideInAPackage("io.ntk.cells..")
                        .should()
                        .dependOnClassesThat(outside)
                        .check(CLASSES))
                .hasMessageContaining("io.ntk.cells.CellLibrary");
    }

    @Test
    void aBackendHasOnePublicClassItsProvider() {
        List<Module> backends = modules().stream()
                .filter(module -> module.own.startsWith("io.ntk.backend."))
                .toList();
        assertThat(backends)
                .hasSize(3)
                .allSatisfy(backend -> assertThat(CLASSES.that(resideInAPackage(backend.own)).stream()
                                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                                .filter(JavaClass::isTopLevelClass))
                        .singleElement()
                        .matches(type -> type.isAssignableTo(BackendProvider.class), "is a BackendProvider"));
    }

    @Test
    void theReferenceAndTheGoldenCasesNeedNoTestFrameworkSoThatTheyAreOraclesAnywhere() {
        DescribedPredicate<JavaClass> frameworks = resideInAnyPackage("org.junit..", "org.assertj..");
        noClasses()
                .that()
                .resideInAnyPackage("io.ntk.tck.reference", "io.ntk.tck.golden", "io.ntk.tck.cell")
                .should()
                .dependOnClassesThat(frameworks)
                .check(CLASSES);
        assertThatCode(() -> noClasses()
                        .that()
                        .resideInAPackage("io.ntk.tck")
                        .should()
                        .dependOnClassesThat(frameworks)
                        .check(CLASSES))
                .hasMessageContaining("org.junit");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.ntk.(**)").should().beFreeOfCycles().check(CLASSES);
        // Classes refer to each other within a package, so each class as a slice of its own must have cycles.
        assertThatCode(() -> slices().assignedFrom(new EveryClassAlone())
                        .should()
                        .beFreeOfCycles()
                        .check(CLASSES.that(resideInAPackage("io.ntk.api.linalg"))))
                .hasMessageContaining("Cycle");
    }

    private static final class EveryClassAlone implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getName());
        }

        @Override
        public String getDescription() {
            return "every class alone";
        }
    }
}
