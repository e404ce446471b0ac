package io.ntk.api.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The named axes of the tensors that are the vectors of a space. Elements are numbered row-major: the last axis runs
 * fastest.
 *
 * @param axes at least one axis
 */
public record IndexShape(List<Axis> axes) {
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
        return new IndexShape(List.of(axes));
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

    /** {@return the number of elements, the product of the sizes} */
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
        return axes.stream().map(axis -> axis.name() + ": " + axis.size()).collect(Collectors.joining(", ", "[", "]"));
    }
}
