package io.ntk.tck.faulty;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.LinearizationContract;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each mistake in what is computed fails the check meant for it. */
class FaultyLinearizationsTest {
    @Test
    @DisplayName("J that is late by one step fails the central differences")
    void shiftsByOneStep() {
        Verdict.of(ShiftsByOneStep.class)
                .expectFailure(
                        "centralDifferences",
                        "J u: element",
                        "goldenProducts",
                        "goldenFacts",
                        "denseMatrices",
                        "linearClosedForm",
                        "factors",
                        "structure");
    }

    /** J and its adjoint are both late, so they still are adjoint to each other. */
    static class ShiftsByOneStep extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public LinearOperator jacobian() {
                    return new FaultyOperator(
                            right.jacobian(),
                            (operator, x, y) -> {
                                operator.apply(x, y);
                                shift(right.problem().observedShape(), y, 1);
                            },
                            (operator, x, y) -> {
                                try (MultiVector early = x.copy()) {
                                    shift(right.problem().observedShape(), early, -1);
                                    operator.apply(early, y);
                                }
                            });
                }
            }));
        }
    }

    /** Moves each trial by some steps, where there are steps. */
    private static void shift(IndexShape shape, MultiVector block, int by) {
        if (shape.axes().size() < 3) {
            return;
        }
        int steps = shape.axes().get(1).size();
        int width = shape.axes().get(2).size();
        for (int j = 0; j < block.columns(); j++) {
            double[] column = block.toArray(j);
            double[] moved = new double[column.length];
            for (int i = 0; i < column.length; i++) {
                int from = i / width % steps - by;
                moved[i] = from < 0 || from >= steps ? 0 : column[i - by * width];
            }
            block.setColumn(j, moved);
        }
    }

    @Test
    @DisplayName("J that forgets one bias fails the central differences")
    void forgetsOneBias() {
        Verdict.of(ForgetsOneBias.class)
                .expectFailure(
                        "centralDifferences",
                        "J u: element",
                        "goldenProducts",
                        "goldenFacts",
                        "denseMatrices",
                        "linearClosedForm",
                        "factors",
                        "structure");
    }

    static class ForgetsOneBias extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public LinearOperator jacobian() {
                    return new FaultyOperator(
                            right.jacobian(),
                            (operator, x, y) -> {
                                try (MultiVector rest = x.copy()) {
                                    forgetLastVector(right.problem(), rest);
                                    operator.apply(rest, y);
                                }
                            },
                            (operator, x, y) -> {
                                operator.apply(x, y);
                                forgetLastVector(right.problem(), y);
                            });
                }
            }));
        }

        private static void forgetLastVector(Problem problem, MultiVector block) {
            problem.selectedLayout().tensors().stream()
                    .filter(tensor -> tensor.shape().size() == 1)
                    .reduce((first, second) -> second)
                    .ifPresent(bias -> {
                        for (int j = 0; j < block.columns(); j++) {
                            double[] column = block.toArray(j);
                            Arrays.fill(column, bias.offset(), bias.offset() + bias.size(), 0);
                            block.setColumn(j, column);
                        }
                    });
        }
    }

    @Test
    @DisplayName("P that is late by one step fails the perturbed forward pass")
    void propagatesLate() {
        Verdict.of(PropagatesLate.class)
                .expectFailure("perturbedDynamics", "P q: element", "denseMatrices", "linearClosedForm");
    }

    static class PropagatesLate extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public LinearOperator propagation() {
                    IndexShape shape = right.problem().perturbationShape();
                    return new FaultyOperator(
                            right.propagation(),
                            (operator, x, y) -> {
                                try (MultiVector late = x.copy()) {
                                    shift(shape, late, 1);
                                    operator.apply(late, y);
                                }
                            },
                            (operator, x, y) -> {
                                operator.apply(x, y);
                                shift(shape, y, -1);
                            });
                }
            }));
        }
    }

    @Test
    @DisplayName("float32 where float64 was asked for fails for its missing digits")
    void computesInFloat32() {
        Verdict.of(ComputesInFloat32.class)
                .expectFailure(
                        "float64HasItsDigits",
                        "every element of J u is a float32 number",
                        "goldenProducts",
                        "goldenFacts",
                        "denseMatrices",
                        "linearClosedForm",
                        "factors",
                        "structure");
    }

    static class ComputesInFloat32 extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.inJacobian(ComputesInFloat32::apply, ComputesInFloat32::apply));
        }

        private static void apply(LinearOperator right, MultiVector x, MultiVector y) {
            right.apply(x, y);
            for (int j = 0; j < y.columns(); j++) {
                double[] column = y.toArray(j);
                Arrays.setAll(column, i -> (float) column[i]);
                y.setColumn(j, column);
            }
        }
    }

    @Test
    @DisplayName("a selection that is ignored fails by the axes of the parameter space")
    void ignoresTheSelection() {
        Verdict.of(IgnoresTheSelection.class)
                .expectFailure(
                        "spaces",
                        "parameter",
                        "goldenFacts",
                        "denseMatrices",
                        "factors",
                        "centralDifferences",
                        "structure");
    }

    static class IgnoresTheSelection extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) ->
                    new Renamed(right.linearize(problem.withSelection(ParameterSelection.all())), problem));
        }
    }

    @Test
    @DisplayName("an initial state that is ignored fails the closed form")
    void ignoresTheInitialState() {
        Verdict.of(IgnoresTheInitialState.class)
                .expectFailure("linearClosedForm", "states: element", "denseMatrices", "factors");
    }

    static class IgnoresTheInitialState extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) ->
                    new Renamed(right.linearize(problem.withInitialState(InitialState.zeros())), problem));
        }
    }

    /** A linearization of one problem that claims to be of another. */
    private static final class Renamed extends ForwardingLinearization {
        private final Problem problem;

        Renamed(Linearization right, Problem problem) {
            super(right);
            this.problem = problem;
        }

        @Override
        public Problem problem() {
            return problem;
        }
    }

    @Test
    @DisplayName("a linearization that works on after close fails")
    void staysOpen() {
        Verdict.of(StaysOpen.class).expectFailure("useAfterClose", "J u after close");
    }

    static class StaysOpen extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public void close() {}
            }));
        }
    }

    @Test
    @DisplayName("native memory that is kept after close fails")
    void leaks() {
        Verdict.onMemory(Leaks.class).expectFailure("closedLinearizationsAreFreed", "growth of native memory");
    }

    /** Loses as much as three arrays of states, say states, slopes and features. */
    static class Leaks extends LinearizationContract {
        /** Never freed, as a leak is not: blocks freed after this check could hide the next check's leak from the system. */
        private static final List<ByteBuffer> LOST = new ArrayList<>();

        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> {
                int bytes = Math.toIntExact(3 * right.observationSpace().dimension() * Double.BYTES);
                LOST.add(ByteBuffer.allocateDirect(bytes));
                return right;
            }));
        }
    }

    @Test
    @DisplayName("states handed out without a copy fail")
    void handsOutItsStates() {
        Verdict.of(HandsOutItsStates.class).expectFailure("statesAreACopy", "NaN");
    }

    static class HandsOutItsStates extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> {
                double[] states = right.observations();
                return new ForwardingLinearization(right) {
                    @Override
                    public double[] observations() {
                        return states;
                    }
                };
            }));
        }
    }

    @Test
    @DisplayName("states that are not finite, reported without saying where, fail")
    void reportsNoPlace() {
        Verdict.of(ReportsNoPlace.class).expectFailure("nonFiniteStates", "trial");
    }

    static class ReportsNoPlace extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) -> {
                try {
                    return right.linearize(problem);
                } catch (NtkException e) {
                    if (e.id() == ErrorId.NON_FINITE) {
                        throw new NtkException(ErrorId.NON_FINITE, "The states are not finite.", "Check them.");
                    }
                    throw e;
                }
            });
        }
    }

    @Test
    @DisplayName("features of the wrong trial fail when J is rebuilt")
    void mistakesFeatures() {
        Verdict.of(MistakesFeatures.class).expectFailure("structure", "J from the structure");
    }

    static class MistakesFeatures extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public Optional<StepStructure> structure() {
                    return right.structure().map(structure -> new ForwardingStructure(structure) {
                        @Override
                        public void features(int site, int trial, DoubleBuffer out) {
                            structure.features(site, 0, out);
                        }
                    });
                }
            }));
        }
    }

    @Test
    @DisplayName("stated rows that lack an element of a site's Jacobian fail")
    void lacksARow() {
        Verdict.of(LacksARow.class).expectFailure("siteElements", "from its stated rows");
    }

    static class LacksARow extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider(Fault.in(right -> new ForwardingLinearization(right) {
                @Override
                public Optional<StepStructure> structure() {
                    return right.structure().map(LacksARow::withoutElements);
                }
            }));
        }

        /** As if no site pushed anything. */
        private static StepStructure withoutElements(StepStructure structure) {
            return new ForwardingStructure(structure) {
                @Override
                public Optional<int[][]> siteRows(int site) {
                    return Optional.of(new int[structure.sites().get(site).width()][0]);
                }

                @Override
                public void siteElements(int site, int trial, DoubleBuffer out) {}
            };
        }
    }

    @Test
    @DisplayName("spaces of the wrong precision fail")
    void storesInOtherPrecision() {
        Verdict.of(StoresInOtherPrecision.class)
                .expectFailure(
                        "spaces",
                        "FLOAT",
                        "goldenProducts",
                        "goldenFacts",
                        "denseMatrices",
                        "float64HasItsDigits",
                        "centralDifferences",
                        "perturbedDynamics",
                        "linearClosedForm",
                        "nonFiniteStates",
                        "factors",
                        "structure");
    }

    static class StoresInOtherPrecision extends LinearizationContract {
        @Override
        protected BackendProvider provider() {
            return new FaultyProvider((right, options, problem) ->
                    new Renamed(right.linearize(problem.withPrecision(Precision.FLOAT32)), problem));
        }
    }
}
