package io.ntk.cli.command;

import io.ntk.training.tracking.CheckpointFolder;
import io.ntk.training.tracking.CheckpointFolder.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The checkpoints of a folder as they appear. Those of {@code ntk train} are whole once they have their names; of other programs a file
 * is taken to be whole once it stayed as it was from one look to the next.
 */
final class GrowingFolder {
    private final Path folder;
    private final String glob;
    private final Set<Path> others;
    private final boolean isRun;
    private final Map<Path, Stamp> seen = new HashMap<>();
    private final List<Checkpoint> taken = new ArrayList<>();
    private final List<Checkpoint> late = new ArrayList<>();

    private record Stamp(long size, FileTime modified) {}

    /**
     * Has not looked yet.
     *
     * @param glob which names are those of checkpoints
     * @param others files that are none
     * @param isRun whether {@code ntk train} writes them
     */
    GrowingFolder(Path folder, String glob, Set<Path> others, boolean isRun) {
        this.folder = folder;
        this.glob = glob;
        this.others = Set.copyOf(others);
        this.isRun = isRun;
    }

    /** {@return the whole checkpoints that were not returned before, by ascending step, perhaps none} */
    List<Checkpoint> look() {
        List<Checkpoint> found = new ArrayList<>();
        for (Checkpoint checkpoint : CheckpointFolder.list(folder, glob, others)) {
            boolean whole = isWhole(checkpoint.file());
            if (!whole || taken.contains(checkpoint) || late.contains(checkpoint)) {
                continue;
            }
            (checkpoint.step() > lastStep() ? found : late).add(checkpoint);
        }
        taken.addAll(found);
        return found;
    }

    /** {@return the checkpoints that came after one of a later step, and have no place any more} */
    List<Checkpoint> late() {
        return List.copyOf(late);
    }

    /** {@return the last step of a checkpoint that was returned, −1 before the first} */
    long lastStep() {
        return taken.isEmpty() ? -1 : taken.get(taken.size() - 1).step();
    }

    private boolean isWhole(Path file) {
        if (isRun) {
            return true;
        }
        try {
            Stamp now = new Stamp(Files.size(file), Files.getLastModifiedTime(file));
            return now.equals(seen.put(file, now));
        } catch (IOException e) {
            // Removed or renamed since it was listed.
            return false;
        }
    }
}
