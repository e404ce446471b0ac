package io.ntk.estimators.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.ThinQr;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels in float32, which differ from those in float64 by a known amount. */
class PrecisionGapTest {
    private static final GoldenCase GOLDEN = GoldenCase.named("gru");
    private static final int SEEDS = 60;

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Linearization before32 = backend.linearize(GOLDEN.problemBefore(Precision.FLOAT32));
    private final Linearization after32 = backend.linearize(GOLDEN.problemAfter(Precision.FLOAT32));
    private final Linearization before64 = backend.linearize(GOLDEN.problemBefore(Precision.FLOAT64));
    private final Linearization after64 = backend.linearize(GOLDEN.problemAfter(Precision.FLOAT64));
    private final Kernel before = Kernel.of(before32).repeatedBy(() -> before64);
    private final Kernel after = Kernel.of(after32).repeatedBy(() -> after64);

    @AfterEach
    void close() {
        before32.close();
        after32.close();
        before64.close();
        after64.close();
        backend.close();
    }

    /** The bound of the change of the alignment holds for the change of the whole, whichever vectors it is measured with. */
    @Test
    void boundsTheChangeOfTheAlignment() {
        double change = Math.abs(alignment(Precision.FLOAT32).alignment() - GOLDEN.fact("alignment"));
        int held = 0;
        double mean = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            double bound = measure(before, after, 5, seed, Long.MAX_VALUE).orElseThrow();
            held += bound >= change ? 1 : 0;
            mean += bound / SEEDS;
        }
        assertThat(held).isGreaterThanOrEqualTo(55);
        assertThat(mean).isLessThan(1e-5);
    }

    @Test
    void measuresNothingWhereNothingCanBeRepeated() {
        assertThat(measure(before, after, 5, 0, 100)).isEmpty();
        assertThat(measure(Kernel.of(before32), after, 5, 0, Long.MAX_VALUE)).isEmpty();
        Kernel crowded = Kernel.of(before32).repeatedBy(() -> {
            throw new NtkException(ErrorId.OUT_OF_MEMORY, "Full.", "Wait.");
        });
        assertThat(measure(crowded, after, 5, 0, Long.MAX_VALUE)).isEmpty();
    }

    /** The repeated products are counted, beside the budget. */
    @Test
    void deflationCountsWhatItRepeats() {
        Estimate estimate = new Deflated()
                .estimate(before, after, EstimatorOptions.samples(100))
                .estimate();

        assertThat(estimate.costs()).containsOnly(new Cost(100, 0, 0, 2));
        assertThat(estimate.operatorApplications()).isEqualTo(100);
        assertThat(estimate.repeatedApplications()).isEqualTo(2);
        assertThat(estimate.roundingError().orElseThrow()).isBetween(1e-10, 1e-5);
        assertThat(estimate.interval95().orElseThrow().contains(GOLDEN.fact("alignment")))
                .isTrue();
    }

    /** Two products show that sampling errs much more than rounding; one shows nothing, and the asymmetry of products speaks. */
    @ParameterizedTest
    @CsvSource({"20, 2", "10, 2", "5, 0"})
    void fewProductsAreRepeatedWhereSamplingErrsMore(int samples, int repeated) {
        Estimate estimate = new Deflated()
                .estimate(before, after, EstimatorOptions.samples(samples))
                .estimate();

        assertThat(estimate.repeatedApplications()).isEqualTo(repeated);
        assertThat(estimate.roundingError().isPresent()).isEqualTo(repeated > 0);
        assertThat(estimate.largerError().isPresent()).isEqualTo(repeated > 0);
    }

    private static OptionalDouble measure(Kernel before, Kernel after, int vectors, long seed, long memory) {
        LinearOperator a = before.operator();
        try (MultiVector s = Probes.of(a.domain(), ProbeKind.RADEMACHER, seed).block(0, vectors);
                ThinQr qr = ThinQr.of(s);
                MultiVector ax = a.times(qr.q());
                MultiVector bx = after.operator().times(qr.q())) {
            return PrecisionGap.measure(before, after, qr.q(), Products.of(ax, bx), memory)
                    .map(gap -> OptionalDouble.of(gap.bound(sketched(ax, bx))))
                    .orElse(OptionalDouble.empty());
        }
    }

    private static AlignmentParts sketched(MultiVector ax, MultiVector bx) {
        Products products = Products.of(ax, bx);
        return new AlignmentParts(products.crossSum(), products.beforeSum(), products.afterSum());
    }

    private AlignmentParts alignment(Precision precision) {
        try (Linearization one = backend.linearize(GOLDEN.problemBefore(precision));
                Linearization other = backend.linearize(GOLDEN.problemAfter(precision))) {
            return new NaiveAlignment()
                    .estimate(Kernel.of(one), Kernel.of(other), EstimatorOptions.samples(1))
                    .parts();
        }
    }
}
