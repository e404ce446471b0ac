package io.ntk.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.exact.TrialForms;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.runtime.model.ProblemSizes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlledDrawsTest {
    private static final int PRODUCTS = 20;
    private static final int SEED = 5;

    private final Subject subject = new Subject("native", "gru", ProblemSizes.parse("3,4,5,2"), Precision.FLOAT64);
    private final VectorSpace space = subject.before().ntk().domain();

    @AfterEach
    void close() {
        subject.close();
    }

    private ControlledDraws draws(LinearOperator a, LinearOperator b) {
        return ControlledDraws.of(List.of(a, b), Probes.of(space, ProbeKind.RADEMACHER, SEED), PRODUCTS, 0);
    }

    private static double alignment(double[] parts) {
        return parts[0] / Math.sqrt(parts[1] * parts[2]);
    }

    @Test
    void withoutControlsTheyAreThoseOfDeflated() {
        double deflated = Estimators.standard()
                .alignment("deflated")
                .estimate(
                        Kernel.of(subject.before()),
                        Kernel.of(subject.after()),
                        EstimatorOptions.samples(PRODUCTS).withSeed(SEED))
                .value();
        double[] parts = draws(subject.before().ntk(), subject.after().ntk()).plain();
        assertThat(alignment(parts)).isCloseTo(deflated, within(1e-12));
    }

    /** The mean over the scaled unit vectors is the trace, whichever blocks are left out. */
    @Test
    void formsOfAllUnitVectorsGiveTheExpectationsThatFollowFromExactTraces() {
        ControlledDraws draws = draws(subject.before().ntk(), subject.after().ntk());
        ExactNtk exact = new ExactNtk(EstimatorOptions.samples(1).memoryLimit());
        double[] traces = {
            exact.trace(subject.before()).total(), exact.trace(subject.after()).total()
        };
        int n = Math.toIntExact(space.dimension());
        double[][] vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            vectors[i][i] = Math.sqrt(n);
        }
        try (MultiVector units = space.zeros(n);
                TrialForms ofBefore = TrialForms.of("test", Kernel.of(subject.before()), 1 << 26);
                TrialForms ofAfter = TrialForms.of("test", Kernel.of(subject.after()), 1 << 26)) {
            for (int i = 0; i < n; i++) {
                units.setColumn(i, vectors[i]);
            }
            double[][] ofTrials = {ofBefore.of(units), ofAfter.of(units)};
            ControlledDraws.Expectations found = draws.byTrial(vectors, ofTrials, 3);
            ControlledDraws.Expectations expected = draws.exact(traces);
            assertThat(found.ofA()).isCloseTo(expected.ofA(), within(1e-11 * traces[0]));
            assertThat(found.ofB()).isCloseTo(expected.ofB(), within(1e-11 * traces[1]));
            assertThat(draws.trace(found)).isCloseTo(traces[1], within(1e-11 * traces[1]));
        }
    }

    @Test
    void aKernelIsAlignedWithItselfWhateverTheControlsAre() {
        LinearOperator kernel = subject.before().ntk();
        ControlledDraws draws = draws(kernel, kernel);
        double[] parts = draws.controlled(draws.exact(new double[] {1000, 1000}));
        assertThat(alignment(parts)).isCloseTo(1, within(1e-12));
        assertThat(parts[3]).isCloseTo(1000, within(1e-9));
    }
}
