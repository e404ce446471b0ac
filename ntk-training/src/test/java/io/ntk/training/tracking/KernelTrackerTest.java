package io.ntk.training.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.metric.Metrics;
import io.ntk.runtime.NtkRuntime;
import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints are ordered by number, and each is compared with the first and with the one before. */
class KernelTrackerTest {
    private static TrackedQuantities quantities(GoldenCase golden) {
        return TrackedQuantities.of(Metrics.standard(), golden.problemBefore(Precision.FLOAT64));
    }

    @TempDir
    private Path folder = Path.of("");

    @Test
    void pointsAreComparedWithTheFirstAndThePrevious() {
        GoldenCase golden = GoldenCase.named("gru");
        double alignment = golden.fact("alignment");
        try (NtkRuntime runtime = NtkRuntime.create();
                KernelTracker tracker = new KernelTracker(
                        runtime.backend(),
                        quantities(golden),
                        KernelOperator.NTK,
                        EstimatorOptions.samples(40).withSeed(5))) {
            TrackedPoint first = tracker.add(0, golden.problemBefore(Precision.FLOAT64));
            TrackedPoint second = tracker.add(10, golden.problemAfter(Precision.FLOAT64));
            TrackedPoint third = tracker.add(20, golden.problemAfter(Precision.FLOAT64));
            TrackedPoint fourth = tracker.add(30, golden.problemBefore(Precision.FLOAT64));
            assertThat(first.estimate("alignment_first").value()).isEqualTo(1);
            assertThat(second.estimate("alignment_first").value())
                    .isEqualTo(second.estimate("alignment_previous").value());
            double error = second.estimate("alignment_first").standardError().orElseThrow();
            assertThat(Math.abs(second.estimate("alignment_first").value() - alignment))
                    .isLessThan(5 * error);
            assertThat(third.estimate("alignment_previous").value()).isEqualTo(1);
            assertThat(third.estimate("alignment_first").value())
                    .isEqualTo(second.estimate("alignment_first").value());
            assertThat(third.estimate("distance_first").value()).isPositive();
            // Q was multiplied in parts the first time, so equal kernels are equal up to rounding.
            assertThat(fourth.estimate("distance_first").value()).isLessThan(1e-15);
            assertThat(fourth.estimate("misalignment_first").value()).isLessThan(1e-30);
            assertThat(fourth.estimate("alignment_first").value()).isEqualTo(1);
            double norm = first.estimate("norm").value();
            assertThat(fourth.estimate("norm").value()).isCloseTo(norm, within(1e-14 * norm));
            assertThat(fourth.estimate("norm").estimator()).isEqualTo("deflated");
            assertThat(TrackTable.line(fourth).split(",", -1))
                    .hasSameSizeAs(TrackTable.header(quantities(golden)).split(",", -1));
            assertThat(first.network("cka_first")).hasValue(1);
            double moved = second.network("cka_first").orElseThrow();
            assertThat(moved).isBetween(0.0, 0.999);
            assertThat(third.network("cka_first")).hasValue(moved);
            assertThat(third.network("cka_previous")).hasValue(1);
            assertThat(fourth.network("cka_previous")).hasValue(moved);
            assertThat(fourth.network("participation_ratio")).isEqualTo(first.network("participation_ratio"));
            assertThat(second.network("weight_change_first.weight_hh").orElseThrow())
                    .isPositive();
            assertThat(fourth.network("weight_change_first.weight_hh")).hasValue(0);
            assertThat(TrackTable.line(first)).startsWith("0,1.00000000,1.00000000,1.00000000,");
        }
    }

    private static KernelTracker tracker(NtkRuntime runtime, GoldenCase golden) {
        return new KernelTracker(
                runtime.backend(),
                quantities(golden),
                KernelOperator.NTK,
                EstimatorOptions.samples(40).withSeed(5));
    }

    @Test
    void aRunThatGoesOnGivesTheSameBits() {
        GoldenCase golden = GoldenCase.named("gru");
        Problem before = golden.problemBefore(Precision.FLOAT64);
        Problem after = golden.problemAfter(Precision.FLOAT64);
        try (NtkRuntime runtime = NtkRuntime.create();
                KernelTracker whole = tracker(runtime, golden);
                KernelTracker second = tracker(runtime, golden);
                KernelTracker third = tracker(runtime, golden)) {
            whole.add(0, before);
            TrackedPoint middle = whole.add(10, after);
            TrackedPoint last = whole.add(20, before);

            second.resume(before, Optional.empty());
            assertThat(TrackTable.line(second.add(10, after))).isEqualTo(TrackTable.line(middle));
            third.resume(before, Optional.of(after));
            TrackedPoint again = third.add(20, before);
            assertThat(TrackTable.line(again)).isEqualTo(TrackTable.line(last));
            assertThat(again.estimate("alignment_previous").value())
                    .isEqualTo(last.estimate("alignment_previous").value());
        }
    }

    @Test
    void everyMetricHasItsColumns() {
        assertThat(TrackTable.header(quantities(GoldenCase.named("gru"))))
                .startsWith("step,alignment_first,alignment_first_lower,alignment_first_upper,"
                        + "alignment_previous,alignment_previous_lower,alignment_previous_upper,"
                        + "effective_dimension,effective_dimension_lower,effective_dimension_upper,"
                        + "distance_first,distance_first_lower,distance_first_upper,norm,norm_lower,norm_upper")
                .contains(",representation_alignment_first,representation_alignment_previous,cka_first,cka_previous,"
                        + "participation_ratio,weight_change_first.weight_ih,")
                .endsWith(",sign_agreement_first.bias_hh,sign_agreement_previous.bias_hh\n");
    }

    private void touch(String... names) throws Exception {
        for (String name : names) {
            Files.writeString(folder.resolve(name), "");
        }
    }

    @Test
    void checkpointsAreOrderedByNumber() throws Exception {
        touch("net2-step9.safetensors", "net2-step10.npz", "net2-step100.safetensors", "notes.txt", "in.npz");
        assertThat(CheckpointFolder.list(folder, "*.{safetensors,npz}", Set.of(folder.resolve("in.npz"))))
                .extracting(CheckpointFolder.Checkpoint::step)
                .containsExactly(9L, 10L, 100L);
    }

    @Test
    void mistakesAreNamed() throws Exception {
        assertThatThrownBy(() -> CheckpointFolder.list(folder.resolve("none"), "*", Set.of()))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("is not a folder");
        assertThatThrownBy(() -> CheckpointFolder.list(folder, "*.npz", Set.of()))
                .hasMessageContaining("holds no checkpoint that matches '*.npz'");
        assertThatThrownBy(() -> CheckpointFolder.list(folder, "{a", Set.of())).hasMessageContaining("malformed");
        touch("best.npz");
        assertThatThrownBy(() -> CheckpointFolder.list(folder, "*.npz", Set.of()))
                .hasMessageContaining("has no number");
        touch("a_7.npz", "b_7.npz");
        assertThatThrownBy(() -> CheckpointFolder.list(folder, "*_*.npz", Set.of()))
                .hasMessageContaining("have the same number");
    }
}
