package io.ntk.cli.command;

import io.ntk.cli.report.Table;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Arrays as rows of a table, many of them folded by module. */
record ArrayRows(List<ArrayInfo> arrays) {
    private static final int MOST_ROWS = 40;
    private static final int DEEPEST = 8;

    /** {@return the rows; if not all are wanted, as many modules as people read, unfolded as far as that allows} */
    String text(boolean all) {
        Table table = new Table("array", "type", "shape");
        if (all || arrays.size() <= MOST_ROWS) {
            arrays.forEach(array -> table.row(row(array)));
            return table.toString();
        }
        Map<String, List<ArrayInfo>> modules = modules(DEEPEST);
        for (int depth = DEEPEST - 1; depth > 0 && modules.size() > MOST_ROWS; depth--) {
            modules = modules(depth);
        }
        modules.entrySet().stream()
                .limit(MOST_ROWS)
                .forEach(module -> table.row(
                        module.getValue().size() == 1
                                ? row(module.getValue().get(0))
                                : row(module.getKey(), module.getValue())));
        int left = modules.size() - MOST_ROWS;
        return table + (left > 0 ? "and " + left + " more; " : "") + "--all lists every array.\n";
    }

    private Map<String, List<ArrayInfo>> modules(int depth) {
        return arrays.stream()
                .collect(Collectors.groupingBy(
                        array -> module(array.name(), depth), LinkedHashMap::new, Collectors.toList()));
    }

    /** {@return as many parts of the path as the depth says, the array's own name if it is not inside a module} */
    private static String module(String name, int depth) {
        int end = 0;
        for (int i = 0, parts = 0; i < name.length() && parts < depth; i++) {
            if ("./".indexOf(name.charAt(i)) >= 0) {
                end = i;
                parts++;
            }
        }
        return end == 0 ? name : name.substring(0, end + 1) + "*";
    }

    private static List<String> row(ArrayInfo array) {
        return List.of(
                Quoted.printable(array.name()),
                Quoted.printable(array.dtype()),
                array.shape().toString());
    }

    private static List<String> row(String module, List<ArrayInfo> inside) {
        String types = inside.stream()
                .map(ArrayInfo::dtype)
                .distinct()
                .limit(3)
                .map(Quoted::printable)
                .collect(Collectors.joining(", "));
        return List.of(Quoted.printable(module), types, inside.size() + " arrays");
    }
}
