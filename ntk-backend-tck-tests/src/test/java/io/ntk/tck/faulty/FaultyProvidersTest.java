package io.ntk.tck.faulty;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Availability;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.LinearOperatorContract;
import io.ntk.tck.LinearizationContract;
import io.ntk.tck.MultiVectorContract;
import io.ntk.tck.ProviderContract;
import io.ntk.tck.RefusalContract;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each mistake of a provider fails the check meant for it, and a backend that honestly does less passes. */
class FaultyProvidersTest {
    private static final Fault NONE = (right, options, problem) -> right.linearize(problem);

    private static final Capabilities REVERSE_MODE_IN_FLOAT32 =
            new Capabilities(EnumSet.of(Feature.REVERSE_MODE), EnumSet.of(Precision.FLOAT32));

    @Test
    @DisplayName("every check names the engine, and every suite reports it")
    void enginesAreNamed() {
        Verdict verdict = Verdict.of(NoFault.class);
        verdict.expectSuccess();
        assertThat(verdict.displayNames()).isNotEmpty().allMatch(name -> name.contains("dual numbers in plain Java"));
        assertThat(verdict.reported())
                .containsAllEntriesOf(
                        Map.of("backend", "reference", "engine", "dual numbers in plain Java", "device", "cpu"));
    }

    static class NoFault extends ProviderContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(NONE);
        }
    }

    @Test
    @DisplayName("a backend that is not available fails its suites, with its reason and remedy")
    void isNotAvailable() {
        Verdict.of(IsNotAvailable.class)
                .expectFailure(
                        "FaultyProvidersTest$IsNotAvailable",
                        "is available; it says: The engine is missing. Install the engine.");
    }

    static class IsNotAvailable extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(NONE) {
                @Override
                public Availability availability() {
                    return Availability.no("The engine is missing.", "Install the engine.");
                }
            };
        }
    }

    @Test
    @DisplayName("an id with capital letters fails")
    void hasABadId() {
        Verdict.of(HasABadId.class).expectFailure("idIsWellFormed", "Reference", "backendMatchesItsProvider");
    }

    static class HasABadId extends ProviderContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(NONE) {
                @Override
                public String id() {
                    return "Reference";
                }
            };
        }
    }

    @Test
    @DisplayName("settings that are ignored fail")
    void ignoresSettings() {
        Verdict.of(IgnoresSettings.class).expectFailure("refusesUnknownSettings", "creating with an unknown setting");
    }

    static class IgnoresSettings extends ProviderContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(NONE) {
                @Override
                public AutodiffBackend create(BackendOptions options) {
                    return super.create(options.withSettings(Map.of()));
                }
            };
        }
    }

    @Test
    @DisplayName("a cell's mistake that is refused as another kind of mistake fails")
    void refusesUnderAnotherName() {
        Verdict.of(RefusesUnderAnotherName.class)
                .expectFailure("refusesMistakesOfCells", "the kind of <Cell 'CellMistake'");
    }

    static class RefusesUnderAnotherName extends RefusalContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) -> {
                try {
                    return right.linearize(problem);
                } catch (NtkException e) {
                    throw new NtkException(ErrorId.INVALID_ARGUMENT, e.problem(), e.remedy());
                }
            });
        }
    }

    @Test
    @DisplayName("observations that outlive their linearization fail")
    void keepsItsObservations() {
        Verdict.of(KeepsItsObservations.class).expectFailure("refusesUseAfterClose", "observations");
    }

    static class KeepsItsObservations extends RefusalContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                private final double[] kept = right.observations();

                @Override
                public double[] observations() {
                    return kept.clone();
                }
            }));
        }
    }

    @Test
    @DisplayName("features and precisions that are there but not declared fail")
    void doesMoreThanItDeclares() {
        Verdict.of(DoesMoreThanItDeclares.class)
                .expectFailure("refusesOtherFeatures", "use of FORWARD_MODE", "refusesOtherPrecisions");
    }

    static class DoesMoreThanItDeclares extends ProviderContract {
        @Override
        protected BackendProvider provider() {
            return new Declaring(REVERSE_MODE_IN_FLOAT32, NONE);
        }
    }

    @Test
    @DisplayName("a backend that does less, and says so, passes every suite")
    void doesLess() {
        Verdict.of(DoesLessAsProvider.class).expectSuccess();
        Verdict.of(DoesLessAsLinearization.class).expectSuccess();
        Verdict.of(DoesLessAsMultiVector.class).expectSuccess();
        // Every check of operators needs both modes.
        Verdict.of(DoesLessAsLinearOperator.class).expectAllSkipped();
    }

    static class DoesLessAsProvider extends ProviderContract {
        @Override
        protected BackendProvider provider() {
            return new Declaring(REVERSE_MODE_IN_FLOAT32, FaultyProvidersTest::reverseModeInFloat32);
        }
    }

    static class DoesLessAsLinearization extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new Declaring(REVERSE_MODE_IN_FLOAT32, FaultyProvidersTest::reverseModeInFloat32);
        }
    }

    static class DoesLessAsMultiVector extends MultiVectorContract {
        @Override
        protected BackendProvider provider() {
            return new Declaring(REVERSE_MODE_IN_FLOAT32, FaultyProvidersTest::reverseModeInFloat32);
        }
    }

    static class DoesLessAsLinearOperator extends LinearOperatorContract {
        @Override
        protected BackendProvider provider() {
            return new Declaring(REVERSE_MODE_IN_FLOAT32, FaultyProvidersTest::reverseModeInFloat32);
        }
    }

    /** A provider that declares certain capabilities. */
    private static final class Declaring extends FaultyProvider {
        private final Capabilities capabilities;

        Declaring(Capabilities capabilities, Fault fault) {
            super(fault);
            this.capabilities = capabilities;
        }

        @Override
        public Capabilities capabilities() {
            return capabilities;
        }
    }

    private static Linearization reverseModeInFloat32(AutodiffBackend right, BackendOptions options, Problem problem) {
        if (problem.precision() != Precision.FLOAT32) {
            throw missing(problem.precision().label());
        }
        return new ReverseModeOnly(right.linearize(problem));
    }

    private static NtkException missing(String what) {
        return new NtkException(ErrorId.CAPABILITY_MISSING, "There is no " + what + ".", "Use another backend.");
    }

    private static final class ReverseModeOnly extends ForwardingLinearization {
        private final Linearization right;

        ReverseModeOnly(Linearization right) {
            super(right);
            this.right = right;
        }

        @Override
        public LinearOperator jacobian() {
            return new FaultyOperator(right.jacobian(), ReverseModeOnly::refuse, FaultyOperator.Product.RIGHT);
        }

        private static void refuse(LinearOperator jacobian, MultiVector x, MultiVector y) {
            throw missing("forward mode");
        }

        @Override
        public LinearOperator propagation() {
            throw missing("propagation");
        }

        @Override
        public LinearOperator oneStepJacobian() {
            throw missing("propagation");
        }

        @Override
        public Optional<StepStructure> structure() {
            return Optional.empty();
        }
    }
}
