package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.table.RowFile;
import io.ntk.training.tracking.TrackTable;
import io.ntk.training.tracking.TrackedPoint;
import io.ntk.training.tracking.TrackedQuantities;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Tracked points, kept, and written to a table as they come, if one is wanted. */
final class TrackRows implements AutoCloseable {
    private final String header;
    private final @Nullable RowFile file;
    private final List<TrackedPoint> points = new ArrayList<>();

    /** Begins a table in the place of any that is there; none without a file. */
    TrackRows(@Nullable Path path, TrackedQuantities quantities) {
        this(path, quantities, List.of());
    }

    /** The same, with more columns. */
    TrackRows(@Nullable Path path, TrackedQuantities quantities, List<String> more) {
        this(path, TrackTable.header(quantities, more).strip());
        if (file != null) {
            file.clear();
        }
    }

    private TrackRows(@Nullable Path path, String header) {
        this.header = header;
        file = path == null ? null : RowFile.open(path, header);
    }

    /**
     * Goes on with a table after its first rows; those that follow are made again.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if there are not as many
     */
    static TrackRows after(Path path, TrackedQuantities quantities, int count) {
        if (count == 0) {
            return new TrackRows(path, quantities);
        }
        TrackRows rows = new TrackRows(path, TrackTable.header(quantities).strip());
        try {
            int found = rows.lines().size() - 1;
            if (found < count) {
                throw new NtkException(
                        ErrorId.FILE_FORMAT,
                        "File '" + path + "' has " + found + " rows, but " + count + " kernels were followed.",
                        "Restore it from a copy, or start a new run in another folder.");
            }
            Objects.requireNonNull(rows.file).keep(count);
            return rows;
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    /** {@return the header and all rows of the table; the header alone if there is none} */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(header));
        if (file != null) {
            lines.addAll(file.rows());
        }
        return lines;
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
