package io.ntk.runtime.model;

import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds arrays beside a network that look like its masks or signs: they are as large as the state, the recurrent weights or
 * another tensor of the network, and hold only −1, 0 and 1, not all equal.
 */
final class SignsAndMasks {
    /** A file may hold any number of arrays, and what is beside the network must not cost more than the network. */
    private static final int MOST_READ = 16;

    private static final long MOST_ELEMENTS = 1L << 23;

    private final ArrayFile file;
    private final Map<String, Boolean> judged = new HashMap<>();
    private long elements;

    SignsAndMasks(ArrayFile file) {
        this.file = file;
    }

    /**
     * {@return those of a network, in the order of the file}
     *
     * @param unused the arrays among which they may be
     * @param used the names in the file of what the network uses
     * @param hiddenSize H
     */
    List<ArrayInfo> among(List<ArrayInfo> unused, Collection<String> used, int hiddenSize) {
        Set<List<Long>> shapes = used.stream()
                .filter(file::contains)
                .map(name -> file.info(name).shape())
                .collect(Collectors.toSet());
        shapes.add(List.of((long) hiddenSize, (long) hiddenSize));
        List<ArrayInfo> fitting = unused.stream()
                .filter(array -> shapes.contains(array.shape()) || array.isVector(hiddenSize))
                .toList();
        // Masks are often stored as integers, weights never are.
        fitting.stream()
                .sorted(Comparator.comparing(array -> array.dtype().contains("float")))
                .forEach(this::judge);
        return fitting.stream()
                .filter(array -> judged.getOrDefault(array.name(), false))
                .toList();
    }

    private void judge(ArrayInfo array) {
        long size = array.shape().stream().reduce(1L, (a, b) -> a * b);
        if (judged.containsKey(array.name()) || judged.size() >= MOST_READ || elements + size > MOST_ELEMENTS) {
            return;
        }
        elements += size;
        judged.put(array.name(), holdsOnlySigns(array));
    }

    private boolean holdsOnlySigns(ArrayInfo array) {
        double[] values;
        try {
            values = file.read(array.name()).values();
        } catch (NtkException e) {
            // The network does not need it, so that it may be of a type that ntk does not read, or damaged.
            return false;
        }
        boolean differ = false;
        for (double value : values) {
            if (value != 0 && Math.abs(value) != 1) {
                return false;
            }
            differ |= value != values[0];
        }
        return differ;
    }
}
