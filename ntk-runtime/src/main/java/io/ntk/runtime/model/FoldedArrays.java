package io.ntk.runtime.model;

import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names arrays in a line: of many under one first part of a path, such as an optimizer's, only the first few. */
final class FoldedArrays {
    /** A group of more is folded. */
    private static final int MOST_IN_A_GROUP = 3;

    private static final int SHOWN_OF_A_FOLDED_GROUP = 2;
    private static final int MOST_GROUPS = 8;

    private FoldedArrays() {}

    /** {@return the arrays with their shapes, separated by commas} */
    static String line(List<ArrayInfo> arrays) {
        Map<String, List<ArrayInfo>> groups = new LinkedHashMap<>();
        arrays.forEach(array -> groups.computeIfAbsent(firstPart(array.name()), part -> new ArrayList<>())
                .add(array));
        List<String> shown = new ArrayList<>();
        groups.entrySet().stream()
                .limit(MOST_GROUPS)
                .forEach(group -> shown.add(folded(group.getKey(), group.getValue())));
        int left =
                groups.values().stream().skip(MOST_GROUPS).mapToInt(List::size).sum();
        return String.join(", ", shown) + (left == 0 ? "" : " and " + left + " more");
    }

    private static String folded(String part, List<ArrayInfo> group) {
        boolean isFolded = group.size() > MOST_IN_A_GROUP;
        List<String> shown = group.stream()
                .limit(isFolded ? SHOWN_OF_A_FOLDED_GROUP : MOST_IN_A_GROUP)
                .map(array -> Quoted.of(array.name()) + " " + array.shape())
                .toList();
        return String.join(", ", shown)
                + (isFolded ? " and " + (group.size() - shown.size()) + " more under " + Quoted.of(part) : "");
    }

    private static String firstPart(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '.' || name.charAt(i) == '/') {
                return name.substring(0, i);
            }
        }
        return name;
    }
}
