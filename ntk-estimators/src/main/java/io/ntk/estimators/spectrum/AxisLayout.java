package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.PresentRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Where the elements of a vector lie that share their place on the axes that are kept: element (i, r), with i on the kept axes
 * and r on the rest, is at {@code keptOffsets[i] + restOffsets[r]}.
 */
final class AxisLayout {
    private final IndexShape kept;
    private final BitSet present;
    private final int[] keptOffsets;
    private final int[] restOffsets;

    private AxisLayout(IndexShape shape, IndexShape kept, int[] keptOffsets, int[] restOffsets) {
        this.kept = kept;
        this.keptOffsets = keptOffsets;
        this.restOffsets = restOffsets;
        this.present = new BitSet(keptOffsets.length);
        for (int place = 0; place < keptOffsets.length; place++) {
            int offset = keptOffsets[place];
            present.set(
                    place,
                    shape.present().isEmpty()
                            || Arrays.stream(restOffsets)
                                    .anyMatch(rest -> shape.present().get().contains(offset + rest)));
        }
    }

    /**
     * {@return the layout of vectors}
     *
     * @param shape of the vectors
     * @param names of the axes that are kept, in any order
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if there is no such axis, or one is named twice
     */
    static AxisLayout of(IndexShape shape, List<String> names) {
        names.forEach(shape::position);
        if (names.isEmpty() || new HashSet<>(names).size() < names.size()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The axes to keep are '" + String.join(",", names) + "'.",
                    "Name at least one axis, and each once.");
        }
        List<Axis> kept = new ArrayList<>();
        int[] keptOffsets = {0};
        int[] restOffsets = {0};
        int stride = Math.toIntExact(shape.size());
        for (Axis axis : shape.axes()) {
            stride /= axis.size();
            if (names.contains(axis.name())) {
                kept.add(axis);
                keptOffsets = extended(keptOffsets, axis.size(), stride);
            } else {
                restOffsets = extended(restOffsets, axis.size(), stride);
            }
        }
        return new AxisLayout(shape, IndexShape.of(kept.toArray(Axis[]::new)), keptOffsets, restOffsets);
    }

    /** The offsets with one more axis inside those that they know. */
    private static int[] extended(int[] offsets, int size, int stride) {
        int[] result = new int[offsets.length * size];
        for (int i = 0; i < result.length; i++) {
            result[i] = offsets[i / size] + i % size * stride;
        }
        return result;
    }

    /** {@return the kept axes, in the order in which vectors have them} */
    IndexShape kept() {
        return kept;
    }

    /** {@return the places on the kept axes at which vectors have an element, in ascending order} */
    int[] present() {
        return present.stream().toArray();
    }

    /** {@return the kept axes, with the places at which vectors have an element} */
    IndexShape presentShape() {
        return present.cardinality() == size() ? kept : kept.withPresent(PresentRows.of(present, 1));
    }

    /** {@return the number of places on the kept axes} */
    int size() {
        return keptOffsets.length;
    }

    /** {@return the number of places on all other axes; 1 if there are none} */
    int rest() {
        return restOffsets.length;
    }

    /** {@return a vector as the matrix {@code [size, rest]}} */
    DMatrixRMaj matrix(double[] vector) {
        DMatrixRMaj matrix = new DMatrixRMaj(size(), rest());
        int at = 0;
        for (int offset : keptOffsets) {
            for (int rest : restOffsets) {
                matrix.data[at++] = vector[offset + rest];
            }
        }
        return matrix;
    }

    /** {@return the sums over the rest, one for each place on the kept axes} */
    double[] sums(double[] vector) {
        double[] sums = new double[size()];
        for (int i = 0; i < sums.length; i++) {
            for (int rest : restOffsets) {
                sums[i] += vector[keptOffsets[i] + rest];
            }
        }
        return sums;
    }

    /** {@return the vector whose elements are those of the kept axes, the same over the rest} */
    double[] spread(double[] values) {
        double[] vector = new double[size() * rest()];
        for (int i = 0; i < values.length; i++) {
            for (int rest : restOffsets) {
                vector[keptOffsets[i] + rest] = values[i];
            }
        }
        return vector;
    }

    /** {@return the element of a vector at a place on the kept axes and one on the rest} */
    int element(int place, int rest) {
        return keptOffsets[place] + restOffsets[rest];
    }

    /** {@return for each element of a vector its place on the kept axes and on the rest, {@code place · rest() + rest}} */
    int[] places() {
        int[] places = new int[size() * rest()];
        for (int at = 0; at < places.length; at++) {
            places[element(at / rest(), at % rest())] = at;
        }
        return places;
    }
}
