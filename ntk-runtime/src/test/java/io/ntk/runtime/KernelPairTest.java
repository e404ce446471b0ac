package io.ntk.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.metric.Metrics;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelPairTest {
    private final GoldenCase golden = GoldenCase.named("gru");
    private final BeforeAfter models =
            new BeforeAfter(golden.problemBefore(Precision.FLOAT64), golden.problemAfter(Precision.FLOAT64));
    private final Remembering backend = new Remembering();

    /** Remembers what it linearized. */
    private static final class Remembering implements AutodiffBackend {
        private final AutodiffBackend reference = new ReferenceBackend();
        private final List<Problem> problems = new ArrayList<>();
        private final List<Linearization> linearizations = new ArrayList<>();
        private int most = Integer.MAX_VALUE;

        @Override
        public String id() {
            return reference.id();
        }

        @Override
        public String engine() {
            return reference.engine();
        }

        @Override
        public Capabilities capabilities() {
            return reference.capabilities();
        }

        @Override
        public Linearization linearize(Problem problem) {
            if (problems.size() == most) {
                throw new NtkException(ErrorId.OUT_OF_MEMORY, "There is no room for another.", "Use fewer.");
            }
            problems.add(problem);
            Linearization linearization = reference.linearize(problem);
            linearizations.add(linearization);
            return linearization;
        }

        @Override
        public void close() {
            reference.close();
        }
    }

    private KernelPair open() {
        return KernelPair.open(backend, models, Estimators.standard(), Metrics.standard());
    }

    @Test
    void aPairIsLinearizedOnceHoweverManyThingsAreAsked() {
        EstimatorOptions options = EstimatorOptions.samples(60).withSeed(1);
        try (KernelPair kernels = open()) {
            double exact = golden.fact("alignment");
            assertThat(kernels.alignment(options).value()).isCloseTo(exact, within(0.05));
            assertThat(kernels.alignment("exact", options).value()).isCloseTo(exact, within(1e-9));
            MetricEstimates all = kernels.metrics(options);
            for (Metric metric : Metrics.standard().ofOne()) {
                Estimate estimate = all.at(metric, 0);
                double value =
                        metric.exact(backend.linearizations.get(0), options).value();
                double error = estimate.standardError().orElseThrow();
                assertThat(error).isLessThan(0.01 * value);
                assertThat(estimate.value()).isCloseTo(value, within(5 * error));
            }
            for (Metric metric : Metrics.standard().ofPairs()) {
                assertThat(all.at(metric, 0, 1)).isEqualTo(metric.estimate(kernels.before(), kernels.after(), options));
            }
        }
        assertThat(backend.problems).containsExactly(models.before(), models.after());
        assertThat(backend.linearizations).allSatisfy(KernelPairTest::assertClosed);
    }

    @Test
    void oneModelIsLinearizedOnce() {
        BeforeAfter one = new BeforeAfter(models.before(), models.before());
        try (KernelPair kernels = KernelPair.open(backend, one, Estimators.standard(), Metrics.standard())) {
            assertThat(kernels.alignment("exact", EstimatorOptions.samples(1))
                            .parts()
                            .alignment())
                    .isEqualTo(1);
        }
        assertThat(backend.problems).containsExactly(models.before());
        assertThat(backend.linearizations).singleElement().satisfies(KernelPairTest::assertClosed);
    }

    @Test
    void theFirstIsClosedWhereTheSecondFails() {
        backend.most = 1;
        assertThatThrownBy(this::open).isInstanceOf(NtkException.class).hasMessageContaining("no room");
        assertThat(backend.linearizations).singleElement().satisfies(KernelPairTest::assertClosed);
    }

    private static void assertClosed(Linearization linearization) {
        assertThatThrownBy(() -> linearization.ntk().toMatrix())
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.CLOSED));
    }
}
