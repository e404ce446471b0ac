package io.ntk.cells;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A place in a file where a tensor may stand: the name of an array, and what of it is the tensor.
 *
 * @param name the array's name, or how it ends after a separator
 * @param views slices and transpositions, from left to right
 */
public record StoredTensor(String name, List<View> views) implements Serializable {
    /** Takes a copy of the list. */
    public StoredTensor {
        views = List.copyOf(views);
    }

    /**
     * A slice, or a transposition.
     *
     * @param ranges a range for each of the first axes; empty for a transposition
     */
    public record View(List<Range> ranges) implements Serializable {
        boolean isTransposition() {
            return ranges.isEmpty();
        }
    }

    /** {@return whether the tensor is all of the array} */
    public boolean isWhole() {
        return views.stream().allMatch(View::isTransposition);
    }

    /** {@return whether an array that is the tensor as a whole has its axes in the opposite order} */
    public boolean isTransposed() {
        return views.stream().filter(View::isTransposition).count() % 2 == 1;
    }

    /**
     * The axes of the tensor that are whole axes of the array, from which lengths can be told.
     *
     * @param stored the shape of the array
     * @return the length of each axis of the tensor, where it is a whole axis; empty if the array has too few axes
     */
    Optional<List<OptionalInt>> wholeAxes(List<Integer> stored) {
        List<OptionalInt> axes =
                new ArrayList<>(stored.stream().map(OptionalInt::of).toList());
        for (View view : views) {
            if (view.isTransposition()) {
                Collections.reverse(axes);
                continue;
            }
            if (view.ranges().size() > axes.size()) {
                return Optional.empty();
            }
            List<OptionalInt> kept = new ArrayList<>();
            for (int axis = 0; axis < axes.size(); axis++) {
                Range range = axis < view.ranges().size() ? view.ranges().get(axis) : new Range(Size.ZERO, null, false);
                if (!range.single()) {
                    kept.add(range.isWhole() ? axes.get(axis) : OptionalInt.empty());
                }
            }
            axes = kept;
        }
        return Optional.of(axes);
    }

    /**
     * {@return the tensor as a view of the array}
     *
     * @throws IndexOutOfBoundsException if a slice is empty or does not fit
     */
    StridedView in(List<Integer> stored, Map<String, Integer> lengths) {
        StridedView view = StridedView.whole(stored);
        for (View step : views) {
            view = step.isTransposition() ? view.transposed() : view.selected(step.ranges(), lengths, false);
        }
        return view;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append('"').append(name).append('"');
        views.forEach(view ->
                text.append(view.isTransposition() ? ".T" : view.ranges().toString()));
        return text.toString();
    }
}
