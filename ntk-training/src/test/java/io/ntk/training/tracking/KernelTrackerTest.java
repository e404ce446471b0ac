package io.ntk.training.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.runtime.NtkRuntime;
import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints are ordered by number, and each is compared with the first and with the one before. */
class KernelTrackerTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void pointsAreComparedWithTheFirstAndThePrevious() {
        GoldenCase golden = GoldenCase.named("gru");
        double alignment = golden.fact("alignment");
        try (NtkRuntime runtime = NtkRuntime.create();
                KernelTracker tracker = new KernelTracker(runtime.backend(), new EstimatorOptions(40, 5))) {
            TrackedPoint first = tracker.add(0, golden.problemBefore(Precision.FLOAT64));
            TrackedPoint second = tracker.add(10, golden.problemAfter(Precision.FLOAT64));
            TrackedPoint third = tracker.add(20, golden.problemAfter(Precision.FLOAT64));
            TrackedPoint fourth = tracker.add(30, golden.problemBefore(Precision.FLOAT64));
            assertThat(first.alignmentWithFirst().value()).isEqualTo(1);
            assertThat(second.alignmentWithFirst().value())
                    .isEqualTo(second.alignmentWithPrevious().value());
            double error = second.alignmentWithFirst().standardError().orElseThrow();
            assertThat(Math.abs(second.alignmentWithFirst().value() - alignment))
                    .isLessThan(5 * error);
            assertThat(third.alignmentWithPrevious().value()).isEqualTo(1);
            assertThat(third.alignmentWithFirst().value())
                    .isEqualTo(second.alignmentWithFirst().value());
            assertThat(third.distanceFromFirst().value()).isPositive();
            assertThat(fourth.distanceFromFirst().value()).isZero();
            assertThat(fourth.alignmentWithFirst().value()).isEqualTo(1);
            assertThat(fourth.norm()).isEqualTo(first.norm());
            assertThat(TrackTable.line(fourth).split(",", -1))
                    .hasSameSizeAs(TrackTable.header().split(",", -1));
            assertThat(TrackTable.line(first)).startsWith("0,1.00000000,1.00000000,1.00000000,");
        }
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
