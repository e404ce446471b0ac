package io.ntk.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.training.tracking.CheckpointFolder.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFolderTest {
    @TempDir
    private Path folder = Path.of("");

    private GrowingFolder growing(boolean isRun) {
        return new GrowingFolder(folder, "*.npz", Set.of(), isRun);
    }

    private void write(int step, String content) throws IOException {
        Files.writeString(folder.resolve("model_" + step + ".npz"), content);
    }

    private static List<Long> steps(List<Checkpoint> checkpoints) {
        return checkpoints.stream().map(Checkpoint::step).toList();
    }

    @Test
    void theCheckpointsOfARunAreWholeOnceTheyHaveTheirNames() throws IOException {
        GrowingFolder run = growing(true);
        write(10, "a");
        write(9, "a");

        assertThat(steps(run.look())).containsExactly(9L, 10L);
        assertThat(run.look()).isEmpty();
        write(20, "a");
        assertThat(steps(run.look())).containsExactly(20L);
        assertThat(run.lastStep()).isEqualTo(20);
    }

    @Test
    void whatOthersStillWriteIsNotTaken() throws IOException {
        GrowingFolder exports = growing(false);
        write(1, "a");

        assertThat(exports.look()).isEmpty();
        assertThat(steps(exports.look())).containsExactly(1L);
        write(2, "a");
        assertThat(exports.look()).isEmpty();
        write(2, "ab");
        assertThat(exports.look()).isEmpty();
        assertThat(steps(exports.look())).containsExactly(2L);
    }

    @Test
    void whatComesAfterALaterStepHasNoPlace() throws IOException {
        GrowingFolder run = growing(true);
        write(5, "a");
        run.look();
        write(4, "a");

        assertThat(run.look()).isEmpty();
        assertThat(steps(run.late())).containsExactly(4L);
    }
}
