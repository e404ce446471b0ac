package io.ntk.cli.command;

import io.ntk.examples.table.RowFile;
import io.ntk.examples.tracking.TrackTable;
import io.ntk.examples.tracking.TrackedPoint;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A table of tracked points that is written as they come, or none. */
final class TrackRows implements AutoCloseable {
    private final @Nullable RowFile file;

    /** Begins a table in the place of any that is there; none without a file. */
    TrackRows(@Nullable Path path) {
        file = path == null ? null : RowFile.open(path, TrackTable.header().strip());
        if (file != null) {
            file.clear();
        }
    }

    void append(TrackedPoint point) {
        if (file != null) {
            file.append(TrackTable.line(point).strip());
        }
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
