package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.OneStepLinearization;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.Work;
import io.ntk.estimators.exact.GroupedTrials.Pair;
import io.ntk.tck.cell.MappedCell;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Traces of groups of trials and pairs of groups against those of all trials at once. */
class GroupedNtkTest {
    private static final double RELATIVE = 1e-12;
    private static final long MEMORY = 1L << 30;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final ExactNtk exact = new ExactNtk(MEMORY);

    static Stream<Problem> problems() {
        return Stream.concat(
                GoldenCase.all().stream().flatMap(golden -> observables(golden.problemBefore(Precision.FLOAT64))),
                Stream.concat(
                        // All cells, masks, restrictions of trials of other lengths, and selections.
                        IntStream.range(0, 33).mapToObj(RandomProblem::of),
                        Stream.of(
                                // One parameter makes several elements: the whole Jacobian.
                                RandomProblem.of(new MappedCell()),
                                // Tensors at two places: by trials or by features, whichever is possible.
                                RandomProblem.of(new TiedCell()),
                                // Several blocks of trials in a group.
                                RandomProblem.of(new LstmCell(true), 6, 40, 6))));
    }

    private static Stream<Problem> observables(Problem problem) {
        return Stream.of(Observable.values())
                .filter(observable ->
                        !observable.isOutput() || problem.model().readout().isPresent())
                .map(problem::withObservable);
    }

    @ParameterizedTest
    @MethodSource("problems")
    void sumToThoseOfAllTrials(Problem before) {
        Problem after = before.withParameters(RandomProblem.parameters(before.model(), 77));
        try (Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(after)) {
            for (List<Integer> begins : divisions(before.inputs().trials())) {
                Linearization first = new GroupedLinearization(backend, a, begins, false);
                Linearization last = new GroupedLinearization(backend, b, begins, false);
                ExactAlignment expected = exact.alignment(a, b);
                ExactAlignment actual = exact.alignment(first, last);
                agree(actual.cross(), expected.cross());
                agree(actual.before(), expected.before());
                agree(actual.after(), expected.after());
                agree(exact.crossTrace(first, last), expected.cross());
                agree(exact.squaredFrobenius(first), expected.before());
                agree(exact.totals().squaredFrobenius(last), exact.totals().squaredFrobenius(b));
                agree(exact.trace(first), exact.trace(a));
            }
        }
    }

    /** One group, two, and as many as trials. */
    private static List<List<Integer>> divisions(int trials) {
        List<List<Integer>> divisions = new ArrayList<>(List.of(List.of(0, trials)));
        if (trials > 1) {
            divisions.add(List.of(0, (trials + 1) / 3, trials));
        }
        if (trials > 2 && trials < 10) {
            divisions.add(IntStream.rangeClosed(0, trials).boxed().toList());
        }
        return divisions;
    }

    private static void agree(TensorProducts actual, TensorProducts expected) {
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (int p = 0; p < expected.tensors().size(); p++) {
            for (int q = 0; q < expected.tensors().size(); q++) {
                double value = expected.values().get(p).get(q);
                assertThat(actual.values().get(p).get(q))
                        .as(expected.tensors().get(p) + " and "
                                + expected.tensors().get(q))
                        .isCloseTo(value, within(RELATIVE * value));
            }
        }
    }

    private static void agree(TensorTraces actual, TensorTraces expected) {
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (int p = 0; p < expected.tensors().size(); p++) {
            double value = expected.values().get(p);
            assertThat(actual.values().get(p)).isCloseTo(value, within(RELATIVE * value));
        }
    }

    private static Problem gru() {
        return RandomProblem.of(new GruCell(true));
    }

    private Linearization grouped(Linearization whole, boolean isReversed) {
        return new GroupedLinearization(backend, whole, List.of(0, 2, 3, 7), isReversed);
    }

    @Test
    void doNotDependOnTheOrderInWhichPairsAreDone() {
        try (Linearization a = backend.linearize(gru());
                Linearization b = backend.linearize(gru().withParameters(RandomProblem.parameters(gru().model(), 5)))) {
            assertThat(exact.alignment(grouped(a, true), grouped(b, true)))
                    .isEqualTo(exact.alignment(grouped(a, false), grouped(b, false)));
        }
    }

    @Test
    void alignANetworkWithItselfTo1() {
        try (Linearization a = backend.linearize(gru());
                Linearization b = backend.linearize(gru())) {
            ExactAlignment alignment = exact.alignment(grouped(a, false), grouped(b, false));
            assertThat(alignment.value()).isEqualTo(1);
            assertThat(alignment.count()).isEqualTo(alignment.before().count());
        }
    }

    @Test
    void areComputedOnceForEachPairThePairsOfTwoGroupsFirst() {
        try (Linearization a = backend.linearize(gru())) {
            GroupedLinearization groups = (GroupedLinearization) grouped(a, false);
            exact.squaredFrobenius(groups);
            assertThat(groups.computed())
                    .containsExactly(
                            new Pair(0, 1),
                            new Pair(0, 2),
                            new Pair(1, 2),
                            new Pair(0, 0),
                            new Pair(1, 1),
                            new Pair(2, 2));
        }
    }

    /** The sums by trials of pairs of two groups and of pairs of one are those of all trials, without any twice. */
    @Test
    void takeByTrialsTheOperationsOfAllTrialsAndOfMoreSweeps() {
        // Ten trials are a block.
        Problem many = RandomProblem.of(new GruCell(true), 16, 20, 8);
        try (Linearization a = backend.linearize(many)) {
            ContractionCount whole = exact.totals().squaredFrobenius(a).count();
            ContractionCount divided = exact.totals()
                    .squaredFrobenius(new GroupedLinearization(backend, a, List.of(0, 10, 20), false))
                    .count();
            assertThat(divided.contraction()).isEqualTo(whole.contraction()).isEqualTo("trials");
            // Each group is swept beside itself and beside the other.
            double sweeps = ExactInstead.square(many) - ExactInstead.product(many) / 2;
            assertThat(divided.flops() - whole.flops()).isBetween(sweeps / 2, 4 * sweeps);
            assertThat(divided.flops()).isLessThan(1.5 * whole.flops());
        }
    }

    @Test
    void ofSingleStepsAreThoseOfAllTrials() {
        try (Linearization a = backend.linearize(gru())) {
            agree(
                    exact.squaredFrobenius(new OneStepLinearization(grouped(a, false))),
                    exact.squaredFrobenius(new OneStepLinearization(a)));
            agree(exact.trace(new OneStepLinearization(grouped(a, false))), exact.trace(new OneStepLinearization(a)));
        }
    }

    @Test
    void leaveOutGroupsOfWhichNothingIsLookedAt() {
        double[] mask = new double[7 * 4];
        mask[0] = 1;
        mask[6 * 4 + 2] = 1;
        Problem ragged = gru().withRestriction(Restriction.NONE.withValid(ValidSteps.of(7, 4, mask)));
        try (Linearization a = backend.linearize(ragged)) {
            GroupedLinearization groups = (GroupedLinearization) grouped(a, false);
            agree(exact.squaredFrobenius(groups), exact.squaredFrobenius(a));
            agree(exact.trace(groups), exact.trace(a));
            assertThat(groups.computed())
                    .containsExactly(new Pair(0, 2), new Pair(0, 0), new Pair(2, 2), new Pair(0, 0), new Pair(2, 2));
        }
    }

    @Test
    void tellHowFarTheyAre() {
        List<Work> told = new ArrayList<>();
        Progress listener = new Progress() {
            @Override
            public void made(long products, long expected) {}

            @Override
            public void computed(Work work) {
                told.add(work);
            }
        };
        try (Linearization a = backend.linearize(gru())) {
            TensorProducts found = exact.reportingTo(listener).squaredFrobenius(grouped(a, false));
            assertThat(told).hasSize(7);
            assertThat(told.get(0).done()).isZero();
            assertThat(told.get(0).expected()).isPositive();
            assertThat(told).isSortedAccordingTo((x, y) -> Double.compare(x.done(), y.done()));
            Work end = told.get(6);
            assertThat(end.done()).isCloseTo(found.count().flops(), within(1e-12 * end.done()));
            assertThat(end.expected()).isCloseTo(end.done(), within(1e-12 * end.done()));
            assertThat(end.bySampling()).isEqualTo(Work.SAMPLES * Work.ofProduct(a.problem()));
        }
    }

    @Test
    void areRefusedBesideWhatIsNotGrouped() {
        try (Linearization a = backend.linearize(gru());
                Linearization b = backend.linearize(gru())) {
            for (Runnable mixed : List.<Runnable>of(
                    () -> exact.crossTrace(grouped(a, false), b), () -> exact.alignment(a, grouped(b, false)))) {
                assertThatThrownBy(mixed::run).isInstanceOfSatisfying(NtkException.class, e -> {
                    assertThat(e.id()).isEqualTo(ErrorId.SPACE_MISMATCH);
                    assertThat(e.problem()).contains("divided on a cluster");
                });
            }
        }
    }
}
