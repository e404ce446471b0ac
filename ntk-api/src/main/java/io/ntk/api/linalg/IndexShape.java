package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.random.ProbeDistribution;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The named axes of the tensors that are the vectors of a space. Elements are numbered row-major: the last axis runs
 * fastest.
 *
 * @param axes at least one axis
 * @param present the elements that there are, if not all; the others are zero in every vector
 */
public record IndexShape(List<Axis> axes, Optional<PresentRows> present) {
    /** Checks that every size is at least 1. */
    public IndexShape {
        axes = List.copyOf(axes);
        if (axes.isEmpty() || axes.stream().anyMatch(axis -> axis.size() < 1)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "An index shape has axes " + axes + ".",
                    "Give at least one axis, each with a size of at least 1.");
        }
    }

    /**
     * {@return a shape of those axes}
     *
     * @param axes at least one axis
     */
    public static IndexShape of(Axis... axes) {
        return new IndexShape(List.of(axes), Optional.empty());
    }

    /**
     * {@return the same axes, with some of the elements}
     *
     * @param rows the elements that there are
     */
    public IndexShape withPresent(PresentRows rows) {
        return new IndexShape(axes, Optional.of(rows));
    }

    /**
     * {@return a shape of one axis}
     *
     * @param name its name
     * @param size its size
     */
    public static IndexShape of(String name, int size) {
        return of(new Axis(name, size));
    }

    /** {@return the number of elements that there are: n, where a kernel has this shape} */
    public long order() {
        return present.map(PresentRows::count).orElseGet(this::size);
    }

    /**
     * {@return the index of an element, row-major}
     *
     * @param i its number among those that there are, below {@link #order}
     */
    public int element(int i) {
        return present.isPresent() ? present.get().element(i) : i;
    }

    /**
     * Draws consecutive elements of a probe; those that are not present are zero.
     *
     * @param distribution of the elements
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param first the index of the first element, row-major
     * @param out receives the elements
     * @param offset the index in {@code out} of the first element
     * @param count the number of elements
     */
    public void draw(
            ProbeDistribution distribution, long seed, long probe, int first, double[] out, int offset, int count) {
        present.ifPresentOrElse(
                rows -> rows.draw(distribution, seed, probe, first, out, offset, count),
                () -> distribution.fill(seed, probe, first, out, offset, count));
    }

    /**
     * Draws the same elements, rounded to float32.
     *
     * @param distribution of the elements
     * @param seed the seed
     * @param probe the probe index, from 0
     * @param first the index of the first element, row-major
     * @param out receives the elements
     * @param offset the index in {@code out} of the first element
     * @param count the number of elements
     */
    public void draw(
            ProbeDistribution distribution, long seed, long probe, int first, float[] out, int offset, int count) {
        present.ifPresentOrElse(
                rows -> rows.draw(distribution, seed, probe, first, out, offset, count),
                () -> distribution.fill(seed, probe, first, out, offset, count));
    }

    /** {@return the number of elements, the product of the sizes, whether they are present or not} */
    public long size() {
        long size = 1;
        for (Axis axis : axes) {
            size = Math.multiplyExact(size, axis.size());
        }
        return size;
    }

    /**
     * The position of a named axis.
     *
     * @param name a name
     * @return its position, from 0
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if there is no such axis
     */
    public int position(String name) {
        for (int i = 0; i < axes.size(); i++) {
            if (axes.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "There is no axis '" + name + "' in " + this + ".",
                "Name one of: " + axes.stream().map(Axis::name).collect(Collectors.joining(", ")) + ".");
    }

    /**
     * {@return the size of a named axis, or 1 if there is no such axis}
     *
     * @param name a name
     */
    public int sizeOf(String name) {
        return axes.stream()
                .filter(axis -> axis.name().equals(name))
                .mapToInt(Axis::size)
                .findFirst()
                .orElse(1);
    }

    @Override
    public String toString() {
        String sizes =
                axes.stream().map(axis -> axis.name() + ": " + axis.size()).collect(Collectors.joining(", ", "[", "]"));
        return present.map(rows -> sizes + " with " + rows.count() + " elements")
                .orElse(sizes);
    }
}
