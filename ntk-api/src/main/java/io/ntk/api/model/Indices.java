package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Positions on an axis, in ascending order and each once. They are immutable. */
public final class Indices {
    private final int[] values;

    private Indices(int[] values) {
        this.values = values;
    }

    /**
     * Makes positions from a list.
     *
     * @param values at least one, ascending from 0 on; copied
     * @return the positions
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for an empty list, a negative position, or one that does not ascend
     */
    public static Indices of(int... values) {
        if (values.length == 0) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The list of indices is empty.", "Give at least one index.");
        }
        for (int i = 0; i < values.length; i++) {
            int previous = i == 0 ? -1 : values[i - 1];
            if (values[i] <= previous) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        i == 0
                                ? "Index " + values[i] + " is negative."
                                : "Index " + values[i] + " follows index " + previous + ".",
                        "Give indices from 0 on, in ascending order and each once.");
            }
        }
        return new Indices(values.clone());
    }

    /**
     * {@return the positions from one to another}
     *
     * @param from the first, at least 0
     * @param end the one after the last, above {@code from}
     */
    public static Indices range(int from, int end) {
        return of(IntStream.range(from, end).toArray());
    }

    /** {@return how many there are} */
    public int size() {
        return values.length;
    }

    /**
     * {@return one of the positions}
     *
     * @param i its number, below {@link #size}
     */
    public int get(int i) {
        return values[i];
    }

    /** {@return the largest} */
    public int last() {
        return values[values.length - 1];
    }

    /**
     * {@return whether a position is among them}
     *
     * @param index the position
     */
    public boolean contains(int index) {
        return Arrays.binarySearch(values, index) >= 0;
    }

    /** {@return the positions in ascending order} */
    public IntStream stream() {
        return Arrays.stream(values);
    }

    /**
     * Refuses positions outside an axis.
     *
     * @param size the length of the axis
     * @param what what the axis counts, in the plural, such as {@code steps}
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} naming the position and the length
     */
    public void requireBelow(int size, String what) {
        if (last() >= size) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Index " + last() + " was given, but there are " + size + " " + what + ".",
                    "Give indices from 0 to " + (size - 1) + ".");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Indices indices && Arrays.equals(values, indices.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** {@return a range as Python writes it, such as {@code 2:5}, or else a list such as {@code 0,3,5}} */
    @Override
    public String toString() {
        boolean isRange = last() - values[0] == values.length - 1;
        return isRange
                ? values[0] + ":" + (last() + 1)
                : stream().mapToObj(String::valueOf).collect(Collectors.joining(","));
    }
}
