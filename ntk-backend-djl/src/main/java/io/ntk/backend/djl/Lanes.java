package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array of a traced step: segments of columns side by side. A column of a segment depends, apart from the row, on one
 * column of each of the variables that the segment depends on, at a fixed distance. So the derivative of a segment is a
 * diagonal matrix for each variable, and one backward pass finds all of them.
 *
 * @param segments at least one
 */
record Lanes(List<Segment> segments) {
    Lanes {
        segments = List.copyOf(segments);
    }

    /** A range of a variable's columns that autograd follows. Equal to itself only. */
    static final class Leaf {
        private final Place place;
        private final NDArray value;

        Leaf(Place place, NDArray value) {
            this.place = place;
            this.value = value;
        }

        /** {@return which columns} */
        Place place() {
            return place;
        }

        /** {@return their values, {@code [rows, width]}, a leaf of autograd} */
        NDArray value() {
            return value;
        }
    }

    /** Column i of a segment depends on column {@code offset + i} of a leaf. */
    record Dependency(Leaf leaf, int offset) {}

    /** The columns of a variable from {@code from} on. */
    record Place(int variable, int from) {
        Place plus(int columns) {
            return new Place(variable, from + columns);
        }
    }

    /** Some columns: those of a variable itself, or computed from leaves, or constant. */
    static final class Segment {
        private final int width;
        private final NDArray value;
        private final List<Dependency> dependencies;
        private final @Nullable Place place;

        private Segment(int width, NDArray value, List<Dependency> dependencies, @Nullable Place place) {
            this.width = width;
            this.value = value;
            this.dependencies = List.copyOf(dependencies);
            this.place = place;
        }

        static Segment computed(NDArray value, List<Dependency> dependencies) {
            return new Segment(Math.toIntExact(value.getShape().get(1)), value, dependencies, null);
        }

        static Segment constant(NDArray value) {
            return computed(value, List.of());
        }

        static Segment of(int variable, int from, NDArray value) {
            return new Segment(Math.toIntExact(value.getShape().get(1)), value, List.of(), new Place(variable, from));
        }

        int width() {
            return width;
        }

        NDArray value() {
            return value;
        }

        List<Dependency> dependencies() {
            return dependencies;
        }

        /** {@return where it is in a variable, if it is part of one} */
        @Nullable
        Place place() {
            return place;
        }

        boolean isConstant() {
            return place == null && dependencies.isEmpty();
        }

        Segment columns(int from, int to) {
            if (from == 0 && to == width) {
                return this;
            }
            List<Dependency> moved = new ArrayList<>();
            dependencies.forEach(d -> moved.add(new Dependency(d.leaf, d.offset + from)));
            Place movedPlace = place == null ? null : place.plus(from);
            return new Segment(to - from, ModelArrays.columns(value, from, to), moved, movedPlace);
        }

        /**
         * {@return whether some column of this segment and another one's at the same index may depend on different columns of
         * one leaf, of which both segments use some: then one backward pass could not tell them apart}
         */
        boolean overlaps(Segment other) {
            for (Dependency mine : dependencies) {
                for (Dependency its : other.dependencies) {
                    int distance = Math.abs(mine.offset - its.offset);
                    if (mine.leaf == its.leaf && distance != 0 && distance < width) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    int width() {
        return segments.stream().mapToInt(Segment::width).sum();
    }

    /** {@return the columns {@code from} to {@code to − 1}} */
    Lanes columns(int from, int to) {
        List<Segment> kept = new ArrayList<>();
        int at = 0;
        for (Segment segment : segments) {
            int first = Math.max(from - at, 0);
            int last = Math.min(to - at, segment.width);
            if (first < last) {
                kept.add(segment.columns(first, last));
            }
            at += segment.width;
        }
        return new Lanes(kept);
    }

    /** {@return these lanes, cut so that segments also begin where another's do} */
    Lanes cutLike(Lanes other) {
        List<Segment> cut = new ArrayList<>();
        int at = 0;
        for (Segment segment : other.segments) {
            cut.addAll(columns(at, at + segment.width).segments);
            at += segment.width;
        }
        return new Lanes(cut);
    }

    /** {@return the numbers, {@code [rows, width]}, which autograd does not follow} */
    NDArray value() {
        return DjlEngine.concat(segments.stream().map(Segment::value).toList(), 1)
                .stopGradient();
    }
}
