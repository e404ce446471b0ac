package io.ntk.cli.command;

import io.ntk.training.tracking.CheckpointFolder.Checkpoint;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a folder in batches: all that there are or, as they appear, those up to the last step of a run or a signal. */
final class Followed implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final GrowingFolder folder;
    private final long end;
    private final @Nullable StopSignal stop;
    private boolean looked;
    private double waited;

    private Followed(GrowingFolder folder, long end, @Nullable StopSignal stop) {
        this.folder = folder;
        this.end = end;
        this.stop = stop;
    }

    /** Those that are there now. */
    static Followed now(GrowingFolder folder) {
        return new Followed(folder, Long.MAX_VALUE, null);
    }

    /**
     * Those that appear, until the process is told to end.
     *
     * @param end the step after which no more are expected, if it is known
     */
    static Followed growing(GrowingFolder folder, OptionalLong end) {
        return new Followed(folder, end.orElse(Long.MAX_VALUE), StopSignal.listen());
    }

    /** Waits for the next batch; {@return whole checkpoints by ascending step, none after the last} */
    List<Checkpoint> next() {
        if (stop == null) {
            List<Checkpoint> all = looked ? List.of() : folder.look();
            looked = true;
            return all;
        }
        Stopwatch watch = Stopwatch.started();
        List<Checkpoint> found = List.of();
        while (found.isEmpty() && goesOn()) {
            found = folder.look();
            if (found.isEmpty()) {
                stop.requestedWithin(PAUSE);
            }
        }
        waited += watch.seconds();
        return found;
    }

    /** {@return the last step that is expected, or else that there is} */
    long lastStep() {
        return end == Long.MAX_VALUE ? folder.lastStep() : end;
    }

    /** {@return whether more checkpoints are expected} */
    boolean goesOn() {
        return stop != null && !stop.requested() && folder.lastStep() < end;
    }

    /** {@return whether the process was told to end before the last checkpoint} */
    boolean isStopped() {
        return stop != null && stop.requested();
    }

    /** {@return what has become of the checkpoints, the last that was followed being of a step} */
    TrackReport.State stateAfter(long step) {
        return stop != null && step < end ? TrackReport.State.STOPPED : TrackReport.State.WHOLE;
    }

    /** {@return the seconds that passed while nothing was there to follow} */
    double waited() {
        return waited;
    }

    /** {@return the checkpoints that came after one of a later step, and are left out} */
    List<Checkpoint> late() {
        return folder.late();
    }

    @Override
    public void close() {
        if (stop != null) {
            stop.close();
        }
    }
}
