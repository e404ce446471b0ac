package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every contraction against the others, and against J as an explicit matrix. */
class ContractionsTest {
    private static final double RELATIVE = 1e-10;
    private static final MemoryBudget MEMORY = new MemoryBudget(1L << 30);

    private final ReferenceBackend backend = new ReferenceBackend();

    static List<GoldenCase> goldenCases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void agreeOnEveryGoldenCase(GoldenCase golden) {
        for (Observable observable : Observable.values()) {
            if (observable.isOutput() && golden.model().readout().isEmpty()) {
                continue;
            }
            Problem before = golden.problemBefore(Precision.FLOAT64).withObservable(observable);
            agree(before, before.withParameters(golden.after()));
        }
    }

    static IntStream randomCases() {
        return IntStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("randomCases")
    void agreeOnRandomModels(int seed) {
        Problem before = RandomProblem.of(seed);
        agree(before, before.withParameters(RandomProblem.parameters(before.model(), 1000 + seed)));
    }

    private void agree(Problem before, Problem after) {
        try (Linearization a = backend.linearize(before);
                Linearization b = backend.linearize(after)) {
            double[][] left = DenseNtk.jacobianColumns(a);
            double[][] right = DenseNtk.jacobianColumns(b);
            Run run = new Run(a, b);
            List<ParameterTensor> tensors = before.selectedLayout().tensors();
            run.agrees(run.left, run.right, left, right, tensors);
            run.agrees(run.left, run.left, left, left, tensors);
            run.agrees(run.right, run.right, right, right, tensors);
            for (int boundary = 1; boundary < before.inputs().trials(); boundary++) {
                Run between = new Run(a, b, new TrialPairs(boundary));
                int rows = left[0].length / before.inputs().trials() * boundary;
                between.agrees(between.left, between.right, left, right, tensors, rows);
                between.agrees(between.left, between.left, left, left, tensors, rows);
            }
        }
    }

    /**
     * More steps than a block has, so that there are pairs of blocks, and more entries than a piece of work or a strip; for features, more
     * steps than are summed at once, and more trials than those whose G is held at once.
     */
    @ParameterizedTest
    @MethodSource("largerModels")
    void agreeOnModelsOfSeveralBlocks(Problem before) {
        try (Linearization a = backend.linearize(before);
                Linearization b =
                        backend.linearize(before.withParameters(RandomProblem.parameters(before.model(), 9)))) {
            Run run = new Run(a, b);
            try (ThreadTeam workers = new ThreadTeam(2)) {
                for (ModelPieces right : List.of(run.left, run.right)) {
                    List<Contraction> all = run.all(run.left, right, run.tensors.byTensor(), workers, MEMORY);
                    double[][] expected = all.get(0).compute();
                    double[][] actual = all.get(1).compute();
                    for (int p = 0; p < expected.length; p++) {
                        for (int q = 0; q < expected.length; q++) {
                            assertThat(actual[p][q]).isCloseTo(expected[p][q], within(RELATIVE * expected[p][q]));
                        }
                    }
                }
            }
        }
    }

    static List<Problem> largerModels() {
        return List.of(
                RandomProblem.of(new LstmCell(true), 11, 30, 6),
                RandomProblem.of(new LstmCell(true), 17, 4, 3),
                RandomProblem.of(new GruCell(true), 66, 3, 5),
                RandomProblem.of(new RnnCell(RnnCell.Activation.TANH, true), 9, 2, 90),
                RandomProblem.of(new RnnCell(RnnCell.Activation.TANH, true), 2, 140, 3),
                RandomProblem.of(new RnnCell(RnnCell.Activation.TANH, true), 2, 2, 140));
    }

    /** Without the garbage collection that would lower it, what the direct buffers of the process take bounds what is held. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 8})
    void takeNoMoreMemoryThanTheyCount(long times) {
        try (Linearization a = backend.linearize(RandomProblem.of(new LstmCell(true)))) {
            for (TrialPairs pairs : List.of(TrialPairs.ALL, new TrialPairs(3))) {
                Run run = new Run(a, a, pairs);
                for (Parts parts : List.of(run.tensors.byTensor(), run.tensors.whole())) {
                    takesNoMoreThanItCounts(run, parts, pairs, a, times);
                }
            }
        }
    }

    /** In a square, slabs have different rows, and a buffer that a larger one replaces is held beside it until it is collected. */
    @Test
    void noSlabNeedsLargerBuffersThanTheOneBefore() {
        Problem problem = RandomProblem.of(new RnnCell(RnnCell.Activation.TANH, true), 40, 2, 20);
        try (Linearization a = backend.linearize(problem)) {
            Run run = new Run(a, a);
            for (int i = 0; i < 2; i++) {
                try (ThreadTeam workers = new ThreadTeam(2)) {
                    Parts whole = run.tensors.whole();
                    MemoryBudget least = new MemoryBudget(run.all(run.left, run.left, whole, workers, MEMORY)
                            .get(i)
                            .leastBytes());
                    run.all(run.left, run.left, whole, workers, least).get(i).compute();
                    assertThat(workers.shared().replacedBytes()).isZero();
                }
            }
        }
    }

    private static void takesNoMoreThanItCounts(Run run, Parts parts, TrialPairs pairs, Linearization a, long times) {
        for (int i = 0; i < 2; i++) {
            try (ThreadTeam workers = new ThreadTeam(2)) {
                long least = run.all(run.left, run.left, parts, workers, MEMORY)
                        .get(i)
                        .leastBytes();
                MemoryBudget budget = new MemoryBudget(times * least);
                ModelPieces model = new ModelPieces(a, budget.keptBy(1), pairs);
                Contraction one = run.all(model, model, parts, workers, budget).get(i);
                long before = UnusedBuffers.directBytes();
                double[][] narrow = one.compute();
                assertThat(UnusedBuffers.directBytes() - before).as(one.name()).isLessThanOrEqualTo(budget.limit());
                double[][] wide = run.all(run.left, run.left, parts, workers, MEMORY)
                        .get(i)
                        .compute();
                for (int p = 0; p < wide.length; p++) {
                    assertThat(narrow[p]).containsExactly(wide[p], within(1e-12 * Math.abs(wide[0][0])));
                }
            }
        }
    }

    @Test
    void takeTheCheaperThatFits() {
        for (int steps : new int[] {2, 20}) {
            takeTheCheaperThatFits(RandomProblem.of(new GruCell(true), 5, 7, steps));
        }
        // Few trials and many units, and the other way round.
        assertThat(contractionOf(RandomProblem.of(new GruCell(true), 9, 1, 6))).isEqualTo("trials");
        assertThat(contractionOf(RandomProblem.of(new RnnCell(RnnCell.Activation.TANH, true), 2, 20, 6)))
                .isEqualTo("features");
    }

    private String contractionOf(Problem problem) {
        try (Linearization a = backend.linearize(problem);
                ThreadTeam workers = new ThreadTeam(1)) {
            return chosen(new Run(a, a), workers, MEMORY).contraction();
        }
    }

    private void takeTheCheaperThatFits(Problem problem) {
        try (Linearization gru = backend.linearize(problem)) {
            Run run = new Run(gru, gru);
            try (ThreadTeam workers = new ThreadTeam(1)) {
                List<Contraction> all = run.all(run.left, run.left, run.tensors.whole(), workers, MEMORY);
                ContractionCount rich = chosen(run, workers, MEMORY);
                boolean isByFeatures = all.get(0).effort() < all.get(1).effort();
                assertThat(rich.contraction()).isEqualTo(isByFeatures ? "features" : "trials");
                assertThat(rich.flops()).isEqualTo(all.get(isByFeatures ? 0 : 1).flops());
                long features = all.get(0).leastBytes();
                long trials = all.get(1).leastBytes();
                ContractionCount poor = chosen(run, workers, new MemoryBudget(Math.min(features, trials)));
                assertThat(poor.contraction()).isEqualTo(features < trials ? "features" : "trials");
            }
        }
    }

    @Test
    void giveZeroWhereNothingIsPushed() {
        Problem alive = RandomProblem.of(new RnnCell(RnnCell.Activation.RELU, true));
        double[] zeros = new double[alive.model().layout().size()];
        Problem dead = alive.withParameters(Parameters.of(alive.model().layout(), zeros));
        try (Linearization a = backend.linearize(alive);
                Linearization b = backend.linearize(dead)) {
            ExactNtk exact = new ExactNtk(MEMORY.limit()).totals();
            assertThat(exact.squaredFrobenius(b).total()).isZero();
            assertThat(exact.crossTrace(a, b).total()).isZero();
        }
    }

    @Test
    void refuseWhatNoBufferHolds() {
        assertThatThrownBy(() -> new MemoryBudget(Long.MAX_VALUE).requireAtLeast(Contraction.TOO_LARGE))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.problem()).contains("a buffer of more than"));
    }

    private static ContractionCount chosen(Run run, ThreadTeam workers, MemoryBudget budget) {
        List<ParameterClass> classes = ExactNtk.classes(run.tensors, run.left, run.left);
        Contractions contractions = new Contractions(classes, run.tensors.whole(), workers, budget);
        return contractions
                .product(contractions.cheapest(run.left, run.left), operations -> {})
                .count();
    }

    @Test
    void giveTheSameNumberOnEveryNumberOfThreads() {
        try (Linearization a = backend.linearize(RandomProblem.of(new LstmCell(true)))) {
            Run run = new Run(a, a);
            for (int i = 0; i < 2; i++) {
                double[] totals = new double[2];
                for (int threads = 1; threads <= 2; threads++) {
                    try (ThreadTeam workers = new ThreadTeam(threads)) {
                        totals[threads - 1] = run.all(run.left, run.left, run.tensors.whole(), workers, MEMORY)
                                .get(i)
                                .compute()[0][0];
                    }
                }
                assertThat(totals[1]).isEqualTo(totals[0]);
            }
        }
    }

    /** Two models and their contractions. */
    private static final class Run {
        private final SiteTensors tensors;
        private final ModelPieces left;
        private final ModelPieces right;

        Run(Linearization a, Linearization b) {
            this(a, b, TrialPairs.ALL);
        }

        Run(Linearization a, Linearization b, TrialPairs pairs) {
            this.tensors = SiteTensors.of(a, b).orElseThrow();
            this.left = new ModelPieces(a, MEMORY.keptBy(2), pairs);
            this.right = new ModelPieces(b, MEMORY.keptBy(2), pairs);
        }

        void agrees(ModelPieces a, ModelPieces b, double[][] ja, double[][] jb, List<ParameterTensor> of) {
            agrees(a, b, ja, jb, of, 0);
        }

        /** Between the first so many rows and the others; all with all if there are none before. */
        void agrees(
                ModelPieces a, ModelPieces b, double[][] ja, double[][] jb, List<ParameterTensor> of, int boundary) {
            int count = of.size();
            double[][] expected = new double[count][count];
            double[][] size = new double[count][count];
            double total = 0;
            double sizeOfAll = 0;
            for (int p = 0; p < count; p++) {
                for (int q = 0; q < count; q++) {
                    expected[p][q] = DenseNtk.product(ja, of.get(p), jb, of.get(q), boundary);
                    size[p][q] = DenseNtk.size(ja, of.get(p), jb, of.get(q), boundary);
                    total += expected[p][q];
                    sizeOfAll += size[p][q];
                }
            }
            try (ThreadTeam workers = new ThreadTeam(2)) {
                for (Contraction one : all(a, b, tensors.byTensor(), workers, MEMORY)) {
                    double[][] actual = one.compute();
                    for (int p = 0; p < count; p++) {
                        for (int q = 0; q < count; q++) {
                            assertThat(actual[p][q])
                                    .as(one.name() + " of " + of.get(p) + " and " + of.get(q))
                                    .isCloseTo(expected[p][q], within(RELATIVE * size[p][q]));
                        }
                    }
                }
                for (Contraction one : all(a, b, tensors.whole(), workers, MEMORY)) {
                    assertThat(one.compute()[0][0]).as(one.name()).isCloseTo(total, within(RELATIVE * sizeOfAll));
                }
            }
        }

        List<Contraction> all(ModelPieces a, ModelPieces b, Parts parts, ThreadTeam workers, MemoryBudget budget) {
            return new Contractions(ExactNtk.classes(tensors, left, right), parts, workers, budget)
                    .all(a, b, Precision.FLOAT64);
        }
    }
}
