package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.BitSet;
import java.util.Map;

/**
 * Which elements of θ are differentiated. The others are constants: a pruned connection is no parameter. The entries are
 * immutable.
 */
public final class KeptEntries {
    private final ParameterLayout layout;
    private final BitSet kept;

    private KeptEntries(ParameterLayout layout, BitSet kept) {
        if (kept.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "No entry of the parameters is kept, so nothing is differentiated.",
                    "Keep at least one entry: give it the value 1.");
        }
        this.layout = layout;
        this.kept = kept;
    }

    /**
     * Makes entries from a mask over θ.
     *
     * @param layout the layout of θ
     * @param keep for each element of θ whether it is differentiated; copied
     * @return the entries
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for a wrong length, {@link ErrorId#INVALID_ARGUMENT} if nothing is
     *     kept
     */
    public static KeptEntries of(ParameterLayout layout, boolean[] keep) {
        if (keep.length != layout.size()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The mask of kept entries has " + keep.length + " elements, but there are " + layout.size()
                            + " parameters.",
                    "Give one for each parameter.");
        }
        BitSet kept = new BitSet(keep.length);
        for (int i = 0; i < keep.length; i++) {
            kept.set(i, keep[i]);
        }
        return new KeptEntries(layout, kept);
    }

    /**
     * Makes entries from masks of tensors.
     *
     * @param layout the layout of θ
     * @param masks by name, row-major: 1 for an element that is differentiated, 0 for one that is not; a tensor without mask is
     *     kept whole
     * @return the entries
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} for a mask of no tensor, {@link ErrorId#SHAPE_MISMATCH} for a
     *     wrong length, {@link ErrorId#INVALID_ARGUMENT} for another number than 0 and 1, or if nothing is kept
     */
    public static KeptEntries of(ParameterLayout layout, Map<String, double[]> masks) {
        BitSet kept = new BitSet(layout.size());
        kept.set(0, layout.size());
        masks.forEach((name, mask) -> clear(layout.tensor(name), mask, kept));
        return new KeptEntries(layout, kept);
    }

    private static void clear(ParameterTensor tensor, double[] mask, BitSet kept) {
        if (mask.length != tensor.size()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The mask of parameter tensor '" + tensor.name() + "' has " + mask.length
                            + " elements, but the tensor has shape " + tensor.shape() + ".",
                    "Give a mask of the shape of the tensor.");
        }
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] == 0) {
                kept.clear(tensor.offset() + i);
            } else if (mask[i] != 1) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The mask of parameter tensor '" + tensor.name() + "' holds " + mask[i] + ".",
                        "Give 1 for an entry that is differentiated, and 0 for one that is not.");
            }
        }
    }

    /** {@return the layout of θ} */
    public ParameterLayout layout() {
        return layout;
    }

    /**
     * {@return whether an element of θ is differentiated}
     *
     * @param index its index in θ
     */
    public boolean isKept(int index) {
        return kept.get(index);
    }

    /** {@return how many elements of θ are differentiated} */
    public int count() {
        return kept.cardinality();
    }

    /** {@return a mask over θ, which the caller may change} */
    public boolean[] toArray() {
        boolean[] keep = new boolean[layout.size()];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = kept.get(i);
        }
        return keep;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeptEntries entries && layout.equals(entries.layout) && kept.equals(entries.kept);
    }

    @Override
    public int hashCode() {
        return 31 * layout.hashCode() + kept.hashCode();
    }

    @Override
    public String toString() {
        return count() + " of " + layout.size() + " entries";
    }
}
