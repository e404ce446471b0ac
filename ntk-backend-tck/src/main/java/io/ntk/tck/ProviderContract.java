package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That a backend says what it is, starts, stops, and refuses by name what it does not do. */
public abstract class ProviderContract extends BackendContract {
    /** For backends. */
    protected ProviderContract() {}

    final List<Named<BackendProvider>> providers() {
        return onEngine("provider", provider());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: the id is lower case letters, digits and hyphens")
    final void idIsWellFormed(BackendProvider provider) {
        assertThat(provider.id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: the backend is available, and says so each time")
    final void isAvailable(BackendProvider provider) {
        assertThat(provider.availability()).isEqualTo(Availability.yes()).isEqualTo(provider.availability());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: description, engine and device are lines that say something")
    final void describesItself(BackendProvider provider) {
        for (String text :
                List.of(provider.description(), backend().engine(), backend().device())) {
            assertThat(text).isNotBlank().doesNotContain("\n").isEqualTo(text.strip());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: the backend has its provider's id and capabilities")
    final void backendMatchesItsProvider(BackendProvider provider) {
        assertThat(backend().id()).isEqualTo(provider.id());
        assertThat(backend().capabilities()).isEqualTo(provider.capabilities());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: at least one precision and one mode of differentiation are declared")
    final void declaresSomething(BackendProvider provider) {
        Capabilities capabilities = provider.capabilities();
        assertThat(capabilities.precisions()).isNotEmpty();
        assertThat(capabilities.features()).containsAnyOf(Feature.FORWARD_MODE, Feature.REVERSE_MODE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: a setting that is not known is refused by name")
    final void refusesUnknownSettings(BackendProvider provider) {
        Map<String, String> settings = Map.of("no-such-setting", "1");
        Expect.refusal(
                "creating with an unknown setting",
                ErrorId.CONFIGURATION,
                () -> provider.create(options().withSettings(settings)).close(),
                "no-such-setting");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: two backends live side by side, and closing one leaves the other")
    final void backendsAreIndependent(BackendProvider provider) {
        Problem problem = problem();
        try (AutodiffBackend survivor = provider.create(options())) {
            double[] expected;
            try (AutodiffBackend other = provider.create(options());
                    Linearization derivative = other.linearize(problem)) {
                expected = derivative.observations();
            }
            try (Linearization derivative = survivor.linearize(problem)) {
                assertThat(derivative.observations()).hasSize(expected.length);
                Expect.close("states", derivative.observations(), expected, Expect.tolerance(problem.precision()));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("providers")
    @DisplayName("required: closing twice is harmless, and a closed backend refuses to linearize")
    final void refusesAfterClose(BackendProvider provider) {
        AutodiffBackend closed = provider.create(options());
        closed.close();
        closed.close();
        Expect.refusal(
                "linearizing after close",
                ErrorId.CLOSED,
                () -> closed.linearize(problem()).close());
    }

    final List<Named<Precision>> missingPrecisions() {
        return Arrays.stream(Precision.values())
                .filter(precision -> !precisions().contains(precision))
                .flatMap(precision -> onEngine(precision.label(), precision).stream())
                .toList();
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("missingPrecisions")
    @DisplayName("required: a precision that is not declared is refused by name")
    final void refusesOtherPrecisions(Precision precision) {
        Expect.refusal(
                "linearizing in " + precision.label(),
                ErrorId.CAPABILITY_MISSING,
                () -> backend().linearize(problem().withPrecision(precision)).close(),
                precision.label());
    }

    final List<Named<Feature>> missingFeatures() {
        return Arrays.stream(Feature.values())
                .filter(feature -> !backend().capabilities().has(feature))
                .flatMap(feature -> onEngine(feature.name(), feature).stream())
                .toList();
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("missingFeatures")
    @DisplayName("required: a feature that is not declared is refused, never half done")
    final void refusesOtherFeatures(Feature feature) {
        try (Linearization derivative = backend().linearize(problem());
                MultiVector u = Blocks.random(derivative.parameterSpace(), 1);
                MultiVector v = Blocks.random(derivative.observationSpace(), 1)) {
            List<ThrowingCallable> uses = switch (feature) {
                case FORWARD_MODE -> List.of(() -> derivative.jvp(u).close());
                case REVERSE_MODE -> List.of(() -> derivative.vjp(v).close());
                case PROPAGATION -> List.of(derivative::propagation, derivative::oneStepJacobian);
                case STRUCTURE -> List.of(() -> derivative.requireStructure("this check"));
            };
            for (ThrowingCallable use : uses) {
                Expect.refusal("use of " + feature, ErrorId.CAPABILITY_MISSING, use);
            }
        }
    }

    private Problem problem() {
        return TestProblems.linear().withPrecision(precisions().get(0));
    }
}
