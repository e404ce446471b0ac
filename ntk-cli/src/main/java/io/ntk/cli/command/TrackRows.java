package io.ntk.cli.command;

import io.ntk.io.table.RowFile;
import io.ntk.training.tracking.TrackTable;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantities;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tracked points, kept, and written to a table as they come, if one is wanted. */
final class TrackRows implements AutoCloseable {
    private final @Nullable RowFile file;
    private final List<TrackedPoint> points = new ArrayList<>();

    /** Begins a table in the place of any that is there; none without a file. */
    TrackRows(@Nullable Path path, TrackedQuantities quantities) {
        this(path, quantities, List.of());
    }

    /** The same, with more columns. */
    TrackRows(@Nullable Path path, TrackedQuantities quantities, List<String> more) {
        file = path == null
                ? null
                : RowFile.open(path, TrackTable.header(quantities, more).strip());
        if (file != null) {
            file.clear();
        }
    }

    void append(TrackedPoint point) {
        points.add(point);
        if (file != null) {
            file.append(TrackTable.line(point).strip());
        }
    }

    /** {@return the points so far} */
    List<TrackedPoint> points() {
        return List.copyOf(points);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
