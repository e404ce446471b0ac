package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * What the contract suites share. A backend's tests extend each suite and override {@link #provider()}.
 *
 * <p>Every check, or the problem that it belongs to, names the engine that ran. A backend that is not available fails its
 * suite: it is never skipped. Checks called <em>required</em> hold for every backend; those called <em>optional</em> hold
 * where the backend declares the feature and have no runs where it does not. {@link ProviderContract} then checks that the
 * feature is refused by name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BackendContract {
    private @Nullable AutodiffBackend started;

    /** For suites. */
    protected BackendContract() {}

    /** {@return the provider of the backend under test} */
    protected abstract BackendProvider provider();

    /** {@return the options with which it is tested} */
    protected BackendOptions options() {
        return BackendOptions.defaults();
    }

    @BeforeAll
    final void start(TestReporter reporter) {
        BackendProvider provider = provider();
        Availability availability = provider.availability();
        assertThat(availability.available())
                .as(
                        "backend '%s' is available; it says: %s %s",
                        provider.id(), availability.reason(), availability.remedy())
                .isTrue();
        AutodiffBackend backend = provider.create(options());
        started = backend;
        reporter.publishEntry("backend", backend.id());
        reporter.publishEntry("engine", backend.engine());
        reporter.publishEntry("device", backend.device());
    }

    @AfterAll
    final void stop() {
        if (started != null) {
            started.close();
        }
    }

    final AutodiffBackend backend() {
        if (started == null) {
            throw new IllegalStateException("The backend was not started.");
        }
        return started;
    }

    /** Skips a check, and says why, where the backend does not declare what it is about. */
    final void assumeFeatures(Feature... features) {
        for (Feature feature : features) {
            Assumptions.assumeTrue(
                    backend().capabilities().has(feature),
                    "Backend '" + backend().id() + "' does not declare " + feature + ".");
        }
    }

    /** Skips a check that needs more digits than float32 has. */
    final void assumeFloat64() {
        Assumptions.assumeTrue(
                precisions().contains(Precision.FLOAT64),
                "Backend '" + backend().id() + "' does not declare float64.");
    }

    /** {@return the measurement of native memory; skips the check where the system or the JVM does not tell} */
    static NativeMemory assumeNativeMemory() {
        Optional<NativeMemory> memory = NativeMemory.measurement();
        Assumptions.assumeTrue(memory.isPresent(), "Native memory is measured on Linux with HotSpot only.");
        return memory.orElseThrow();
    }

    /** {@return the precisions that the backend declares} */
    final List<Precision> precisions() {
        return Arrays.stream(Precision.values())
                .filter(backend().capabilities().precisions()::contains)
                .toList();
    }

    /** {@return the problems in every precision, named after precision and engine} */
    final List<Named<Problem>> inEveryPrecision(List<Named<Problem>> problems) {
        List<Named<Problem>> all = new ArrayList<>();
        for (Precision precision : precisions()) {
            all.addAll(inPrecision(precision, problems));
        }
        return all;
    }

    /** {@return the problems in float64, named after the engine; the check calls {@link #assumeFloat64()}} */
    final List<Named<Problem>> inFloat64(List<Named<Problem>> problems) {
        return inPrecision(Precision.FLOAT64, problems);
    }

    /** {@return one problem in the precision that takes the most memory} */
    final List<Named<Problem>> inWidestPrecision(String name, Problem problem) {
        List<Precision> narrowToWide = precisions();
        return inPrecision(narrowToWide.get(narrowToWide.size() - 1), List.of(Named.of(name, problem)));
    }

    /** {@return a value named after the engine alone} */
    final <V> List<Named<V>> onEngine(String name, V value) {
        return List.of(Named.of(name + " on " + engine(), value));
    }

    private List<Named<Problem>> inPrecision(Precision precision, List<Named<Problem>> problems) {
        return problems.stream()
                .map(named -> Named.of(
                        named.getName() + ", " + precision.label() + " on " + engine(),
                        named.getPayload().withPrecision(precision)))
                .toList();
    }

    private String engine() {
        return backend().id() + " (" + backend().engine() + ")";
    }
}
