package io.ntk.estimators.exact;

import io.ntk.estimators.exact.ParameterClass.Owner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Columns k of a right class of which a contraction by features computes H at once, beside the rows i of the left classes. */
final class FeatureSlab {
    /**
     * What is summed at once: a row of H beside a strip of its columns.
     *
     * @param leftClass the index p of the left class
     * @param row the row i
     * @param strip the index of the strip
     * @param columns the columns k
     * @param isMirrored whether it also stands for its mirror image
     */
    record Piece(int leftClass, int row, int strip, Strip columns, boolean isMirrored) {}

    private final boolean isSquare;
    private final List<ParameterClass> left;
    private final int rightClass;
    private final ParameterClass right;
    private final List<Strip> strips;
    private final Map<List<Integer>, List<Integer>> byTensors = new LinkedHashMap<>();
    private final int from;
    private final int to;

    /**
     * Divides a slab into strips.
     *
     * @param isSquare whether H is symmetric, so that only half of it is computed
     * @param left the classes of rows, the right class among them; by symmetry none after it for a square
     * @param rightClass the index q of the right class
     * @param from the first column
     * @param to the column after the last
     * @param widestStrip the most columns of a strip
     */
    FeatureSlab(boolean isSquare, List<ParameterClass> left, int rightClass, int from, int to, int widestStrip) {
        this.isSquare = isSquare;
        this.left = left;
        this.rightClass = rightClass;
        this.right = left.get(rightClass);
        this.from = from;
        this.to = to;
        this.strips = Strip.of(from, to, widestStrip);
        for (int y = 0; y < right.featureWidth(); y++) {
            List<Integer> tensors =
                    right.columns().get(y).owners().stream().map(Owner::tensor).toList();
            byTensors.computeIfAbsent(tensors, key -> new ArrayList<>()).add(y);
        }
    }

    /** {@return the classes p of rows: by symmetry none after q for a square} */
    List<ParameterClass> left() {
        return left;
    }

    int rightClass() {
        return rightClass;
    }

    ParameterClass right() {
        return right;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int width() {
        return to - from;
    }

    /** {@return the right columns ψ by the tensors that they belong to} */
    Map<List<Integer>, List<Integer>> byTensors() {
        return byTensors;
    }

    List<Strip> strips() {
        return strips;
    }

    /** {@return the rows of a class beside a strip: on the diagonal of a square those that are not mirrored by later strips} */
    int rows(int leftClass, Strip strip) {
        return isSquare && leftClass == rightClass
                ? strip.to()
                : left.get(leftClass).width();
    }

    /** {@return all pieces; on the diagonal of a square, rows before a strip are mirrored and rows in it are not} */
    List<Piece> pieces() {
        List<Piece> pieces = new ArrayList<>();
        for (int p = 0; p < left.size(); p++) {
            for (int s = 0; s < strips.size(); s++) {
                Strip strip = strips.get(s);
                for (int row = 0; row < rows(p, strip); row++) {
                    pieces.add(new Piece(p, row, s, strip, isSquare && (p != rightClass || row < strip.from())));
                }
            }
        }
        return pieces;
    }
}
