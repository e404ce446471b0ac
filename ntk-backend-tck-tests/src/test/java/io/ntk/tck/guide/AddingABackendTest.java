package io.ntk.tck.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Problem;
import io.ntk.tck.BackendContract;
import io.ntk.tck.LinearOperatorContract;
import io.ntk.tck.LinearizationContract;
import io.ntk.tck.MultiVectorContract;
import io.ntk.tck.ProviderContract;
import io.ntk.tck.RefusalContract;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.w3c.dom.Element;

/** That the backend which {@code docs/adding-a-backend.md} lists compiles, is found, and passes every contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AddingABackendTest {
    private static final Path PAGE = Path.of("..", "docs", "adding-a-backend.md");

    private Path module;
    private Listings listings;
    private URLClassLoader loader;

    @BeforeAll
    void build(@TempDir Path folder) throws IOException {
        module = folder;
        listings = new Listings(PAGE);
        listings.writeTo(module);
        // What the page says that the sources need, and no more.
        String api = Stream.of(Problem.class, DMatrixRMaj.class, NullMarked.class)
                .map(AddingABackendTest::location)
                .collect(Collectors.joining(File.pathSeparator));
        Path classes = compile("src/main/java", "classes", api);
        Path testClasses = compile("src/test/java", "test-classes", classes + File.pathSeparator + testClassPath());
        Path resources = module.resolve("src/main/resources");
        loader = new URLClassLoader(
                new URL[] {
                    classes.toUri().toURL(),
                    resources.toUri().toURL(),
                    testClasses.toUri().toURL()
                },
                getClass().getClassLoader());
    }

    @AfterAll
    void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }

    @Test
    @DisplayName("the service file makes the backend known, and its provider is the only public class")
    void providerIsFound() {
        List<BackendProvider> found = ServiceLoader.load(BackendProvider.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.getClass().getClassLoader() == loader)
                .toList();

        assertThat(found).hasSize(1);
        assertThat(found.get(0).id()).isEqualTo("tape");
        assertThat(listings.below("src/main/java", ".java").stream()
                        .filter(path -> !path.endsWith("package-info.java"))
                        .<Class<?>>map(path -> load("src/main/java", path))
                        .filter(type -> Modifier.isPublic(type.getModifiers()))
                        .map(Class::getName))
                .containsExactly(found.get(0).getClass().getName());
    }

    @Test
    @DisplayName("the module's parent is that of the other modules")
    void parentIsCurrent() throws Exception {
        assertThat(parent(module.resolve("pom.xml"))).isEqualTo(parent(Path.of("pom.xml")));
    }

    List<Class<?>> contracts() {
        return listings.below("src/test/java", "Test.java").stream()
                .<Class<?>>map(path -> load("src/test/java", path))
                .toList();
    }

    @Test
    @DisplayName("the page's tests extend all five contracts")
    void testsExtendAllContracts() {
        assertThat(contracts())
                .extracting(test -> (Object) test.getSuperclass())
                .containsExactlyInAnyOrder(
                        ProviderContract.class,
                        LinearizationContract.class,
                        LinearOperatorContract.class,
                        MultiVectorContract.class,
                        RefusalContract.class);
    }

    @ParameterizedTest
    @MethodSource("contracts")
    @DisplayName(
            "every check of a contract runs and passes, save those of the feature that the backend does not declare")
    void passes(Class<? extends BackendContract> test, TestReporter reporter) {
        Events checks = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(test))
                .execute()
                .allEvents();
        List<String> failures = checks.failed().stream()
                .map(event -> name(event.getTestDescriptor()) + ": "
                        + event.getRequiredPayload(TestExecutionResult.class).getThrowable())
                .toList();
        assertThat(failures).isEmpty();

        Set<String> passed = methods(checks.succeeded());
        Set<String> skipped = methods(checks.aborted());
        Class<?> contract = test.getSuperclass();
        Set<String> optional = checks(contract, AddingABackendTest::isOptional);
        // Native memory is measured on some systems only.
        Set<String> skippable = checks(contract, method -> method.isAnnotationPresent(Tag.class));
        assertThat(skipped).isSubsetOf(skippable);
        assertThat(passed).isNotEmpty().noneMatch(optional::contains);
        passed.addAll(skipped);
        passed.addAll(optional);
        assertThat(passed).isEqualTo(checks(contract, method -> true));
        reporter.publishEntry(
                contract.getSimpleName(),
                checks.succeeded().filter(AddingABackendTest::isTest).count() + " passed");
    }

    /** {@return the name of a run, which is either its problem's or its check's, after the other one} */
    private static String name(TestDescriptor run) {
        return run.getParent().map(parent -> parent.getDisplayName() + ": ").orElse("") + run.getDisplayName();
    }

    private static boolean isTest(Event event) {
        return event.getTestDescriptor().isTest();
    }

    /** {@return the methods to which those of the events belong that are runs of a check} */
    private static Set<String> methods(Events events) {
        return events.filter(AddingABackendTest::isTest)
                .map(event -> event.getTestDescriptor().getSource().orElseThrow())
                .map(source -> ((org.junit.platform.engine.support.descriptor.MethodSource) source).getMethodName())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@return the checks that a contract declares, or a class nested in it} */
    private static Set<String> checks(Class<?> contract, Predicate<Method> wanted) {
        return Stream.concat(Stream.of(contract), ReflectionSupport.streamNestedClasses(contract, nested -> true))
                .flatMap(type ->
                        AnnotationSupport.findAnnotatedMethods(type, Testable.class, HierarchyTraversalMode.TOP_DOWN)
                                .stream())
                .filter(wanted)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isOptional(Method check) {
        return check.getAnnotation(DisplayName.class).value().startsWith("optional:");
    }

    private Path compile(String sources, String output, String classPath) throws IOException {
        Path classes = Files.createDirectory(module.resolve(output));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = new ArrayList<>(List.of("-d", classes.toString(), "-classpath", classPath));
        options.addAll(List.of("--release", "17", "-proc:none", "-Xlint:all,-classfile,-path", "-Werror"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> paths = listings.below(sources, ".java").stream()
                    .map(module::resolve)
                    .toList();
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(paths))
                    .call();
            assertThat(compiled)
                    .as("the page's %s compiles:%n%s", sources, messages)
                    .isTrue();
        }
        return classes;
    }

    private Class<?> load(String sources, Path file) {
        String name = Path.of(sources).relativize(file).toString();
        try {
            return loader.loadClass(
                    name.substring(0, name.length() - ".java".length()).replace(File.separatorChar, '.'));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(file + " does not hold the class it is named after", e);
        }
    }

    private static String testClassPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return Path.of(URI.create(source.getLocation().toString())).toString();
    }

    private static String parent(Path pom) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement();
        return project.getElementsByTagName("parent").item(0).getTextContent().replaceAll("\\s+", " ");
    }
}
