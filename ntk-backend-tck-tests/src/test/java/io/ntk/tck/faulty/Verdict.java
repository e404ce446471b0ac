package io.ntk.tck.faulty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Which checks of a contract failed, and the first message of each. */
final class Verdict {
    private final Map<String, String> failures = new TreeMap<>();
    private final EngineExecutionResults results;

    private Verdict(EngineExecutionResults results) {
        this.results = results;
        results.allEvents().finished().stream().forEach(this::note);
    }

    /** {@return the verdict of all checks but the slow one on memory} */
    static Verdict of(Class<?> contract) {
        return new Verdict(EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .filters(TagFilter.excludeTags("memory"))
                .execute());
    }

    /** {@return the verdict of the check on memory} */
    static Verdict onMemory(Class<?> contract) {
        return new Verdict(EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .filters(TagFilter.includeTags("memory"))
                .execute());
    }

    private void note(Event event) {
        TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            String message = result.getThrowable().map(String::valueOf).orElse("");
            failures.putIfAbsent(check(event.getTestDescriptor()), message);
        }
    }

    private static String check(TestDescriptor descriptor) {
        return descriptor
                .getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getMethodName())
                .orElse(descriptor.getDisplayName());
    }

    /** Expects that checks ran and none failed. */
    void expectSuccess() {
        assertThat(failures).isEmpty();
        assertThat(results.testEvents().succeeded().count()).isPositive();
    }

    /** Expects that checks were found and none of them ran. */
    void expectAllSkipped() {
        assertThat(failures).isEmpty();
        assertThat(results.testEvents().started().count())
                .isPositive()
                .isEqualTo(results.testEvents().aborted().count());
    }

    /** {@return the display names of all checks that ran} */
    List<String> displayNames() {
        return results.testEvents().started().stream()
                .map(event -> event.getTestDescriptor().getDisplayName())
                .toList();
    }

    /** {@return what was published to reports} */
    Map<String, String> reported() {
        Map<String, String> entries = new TreeMap<>();
        results.allEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .forEach(entry -> entries.putAll(entry.getKeyValuePairs()));
        return entries;
    }

    /**
     * Expects that the check meant for a fault failed with that message, and that no other did except those named, which
     * cannot but see the fault too.
     */
    void expectFailure(String meant, String message, String... others) {
        Set<String> expected = new TreeSet<>(Arrays.asList(others));
        expected.add(meant);
        assertThat(failures).as("failed checks").containsOnlyKeys(expected);
        assertThat(failures.get(meant)).contains(message);
    }
}
