package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has been added up, so far in a reverse step, for the columns of one variable: arrays {@code [B, k, width]}. */
final class Cotangents {
    private record Range(int from, int width, NDArray sum) {}

    private final List<Range> ranges = new ArrayList<>();

    /** Adds to the columns from one on. The array is not modified. */
    void add(int from, NDArray cotangent) {
        int width = Math.toIntExact(cotangent.getShape().get(2));
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            if (range.from == from && range.width == width) {
                ranges.set(i, new Range(from, width, range.sum.add(cotangent)));
                return;
            }
        }
        ranges.add(new Range(from, width, cotangent));
    }

    /** {@return the sum over all {@code width} columns of the variable, or null for zero} */
    @Nullable
    NDArray total(int width) {
        if (ranges.isEmpty()) {
            return null;
        }
        ranges.sort(Comparator.comparingInt(Range::from));
        int covered = 0;
        boolean disjoint = true;
        for (Range range : ranges) {
            disjoint &= range.from == covered;
            covered = range.from + range.width;
        }
        if (disjoint && covered == width) {
            return DjlEngine.concat(ranges.stream().map(Range::sum).toList(), 2);
        }
        NDArray first = ranges.get(0).sum;
        NDArray total = first.getManager()
                .zeros(new Shape(first.getShape().get(0), first.getShape().get(1), width), first.getDataType());
        for (Range range : ranges) {
            JniUtils.slice((PtNDArray) total, 2, range.from, (long) range.from + range.width, 1)
                    .addi(range.sum);
        }
        return total;
    }
}
