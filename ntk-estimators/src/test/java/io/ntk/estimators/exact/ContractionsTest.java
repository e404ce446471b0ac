package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        }
    }

    /** Two models and their contractions. */
    private static final class Run {
        private final SiteTensors tensors;
        private final ModelPieces left;
        private final ModelPieces right;

        Run(Linearization a, Linearization b) {
            this.tensors = SiteTensors.of(a, b).orElseThrow();
            this.left = new ModelPieces(a, MEMORY.keptBy(2));
            this.right = new ModelPieces(b, MEMORY.keptBy(2));
        }

        void agrees(ModelPieces a, ModelPieces b, double[][] ja, double[][] jb, List<ParameterTensor> of) {
            int count = of.size();
            double[][] expected = new double[count][count];
            double total = 0;
            for (int p = 0; p < count; p++) {
                for (int q = 0; q < count; q++) {
                    expected[p][q] = DenseNtk.product(ja, of.get(p), jb, of.get(q));
                    total += expected[p][q];
                }
            }
            try (ThreadTeam workers = new ThreadTeam(2)) {
                for (Contraction one : all(a, b, tensors.byTensor(), workers)) {
                    double[][] actual = one.compute();
                    for (int p = 0; p < count; p++) {
                        for (int q = 0; q < count; q++) {
                            assertThat(actual[p][q])
                                    .as(one.name() + " of " + of.get(p) + " and " + of.get(q))
                                    .isCloseTo(expected[p][q], within(RELATIVE * expected[p][q]));
                        }
                    }
                }
                for (Contraction one : all(a, b, tensors.whole(), workers)) {
                    assertThat(one.compute()[0][0]).as(one.name()).isCloseTo(total, within(RELATIVE * total));
                }
            }
        }

        List<Contraction> all(ModelPieces a, ModelPieces b, Parts parts, ThreadTeam workers) {
            return new Contractions(ExactNtk.classes(tensors, left, right), parts, workers, MEMORY).all(a, b);
        }
    }
}
