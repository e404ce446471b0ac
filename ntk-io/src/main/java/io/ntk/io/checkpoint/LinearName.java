package io.ntk.io.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the weight of a linear layer is called. The name tells which way the weight is stored, and how the bias beside it is called.
 *
 * @param layer the module that holds the weight, empty for the outermost; for a matrix such as {@code W_out} its own name
 * @param layout which way it is stored
 * @param bias the name of its bias
 */
record LinearName(String layer, Layout layout, String bias) {
    /** The order of the axes, if the name tells it. */
    enum Layout {
        OUT_IN,
        IN_OUT,
        UNTOLD
    }

    /** The names of a weight and a bias inside their module. */
    private record Convention(String weight, String bias, Layout layout) {}

    private static final List<Convention> CONVENTIONS = List.of(
            new Convention("weight", "bias", Layout.OUT_IN),
            new Convention("kernel", "bias", Layout.IN_OUT),
            new Convention("kernel:0", "bias:0", Layout.IN_OUT),
            new Convention("vars/0", "vars/1", Layout.IN_OUT));

    /** What people call a matrix that is no part of a module, as in MATLAB. */
    private static final Pattern OUTPUT_MATRIX = Pattern.compile("((?:.*[./])?)[Ww](_?[Oo]ut)");

    static Optional<LinearName> of(String name) {
        for (Convention convention : CONVENTIONS) {
            if (ModulePath.isEnd(name, convention.weight)) {
                String path = name.substring(0, name.length() - convention.weight.length());
                String layer = path.substring(0, Math.max(0, path.length() - 1));
                return Optional.of(new LinearName(layer, convention.layout, path + convention.bias));
            }
        }
        // A file may hold any number of names, and few of them end so.
        if (!name.endsWith("ut")) {
            return Optional.empty();
        }
        Matcher matrix = OUTPUT_MATRIX.matcher(name);
        return matrix.matches()
                ? Optional.of(new LinearName(name, Layout.UNTOLD, matrix.group(1) + "b" + matrix.group(2)))
                : Optional.empty();
    }

    /** {@return the names that the weight of a layer may have} */
    static List<String> weightsOf(String layer) {
        return CONVENTIONS.stream()
                .flatMap(convention ->
                        List.of(layer + "." + convention.weight, layer + "/" + convention.weight).stream())
                .toList();
    }
}
