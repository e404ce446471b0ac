package io.ntk.cli.command;

import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.Quoted;
import io.ntk.runtime.model.FoundNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The commands that someone may run who sees what a file holds. */
record NextCommands(ArrayReference file, List<ArrayInfo> arrays, List<FoundNetwork> networks) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

    List<String> lines() {
        if (networks.isEmpty()) {
            return isOfInputs()
                    ? List.of("ntk align --cell CELL --before BEFORE --after AFTER --inputs " + argument(file.name()))
                    : List.of(
                            "ntk cells                      # the cells that are known",
                            "ntk cells dale_rate > my.cell  # to be changed into your equations, with the names above");
        }
        FoundNetwork first = networks.get(0);
        boolean fits = first.masks().isEmpty();
        String cell = fits ? first.cells().get(0) : "my.cell";
        String inputs = " --inputs " + inputs(first);
        String model = argument(first.prefix());
        List<String> lines = new ArrayList<>();
        if (fits && isGuessed(first)) {
            lines.add("ntk cells " + cell + "  # are these your equations?");
        }
        if (!fits) {
            lines.add("ntk cells dale_rate > my.cell  # has signs and a mask: change it into your equations, with the"
                    + " names above");
        }
        lines.add(second(first)
                .map(second -> "ntk align --cell " + cell + " --before " + model + " --after "
                        + argument(second.prefix()) + inputs)
                .orElse("ntk align --cell " + cell + " --before " + model + " --after OTHER" + inputs));
        lines.add("ntk check --cell " + cell + " --model " + model + inputs + " --states STATES");
        return List.copyOf(lines);
    }

    /** {@return whether a network was chosen because it uses masks, which others leave out} */
    private boolean isGuessed(FoundNetwork chosen) {
        return networks.stream()
                .anyMatch(other -> !other.masks().isEmpty() && other.prefix().equals(chosen.prefix()));
    }

    private boolean isOfInputs() {
        return arrays.size() == 1 && arrays.get(0).shape().size() == 3;
    }

    /** {@return another network of the same kind} */
    private Optional<FoundNetwork> second(FoundNetwork first) {
        return networks.stream()
                .skip(1)
                .filter(other -> other.cells().equals(first.cells())
                        && other.layers() == first.layers()
                        && other.inputSize() == first.inputSize()
                        && other.hiddenSize() == first.hiddenSize())
                .findFirst();
    }

    /** {@return the only array that has the shape of inputs, or the one that is called so, else a name to be replaced} */
    private String inputs(FoundNetwork network) {
        List<String> fitting = arrays.stream()
                .filter(array -> array.shape().size() == 3 && array.shape().get(2) == network.inputSize())
                .map(ArrayInfo::name)
                .toList();
        return fitting.stream()
                .filter(name -> fitting.size() == 1 || name.equals("inputs"))
                .findFirst()
                .map(name -> argument(Optional.of(name)))
                .orElse("INPUTS");
    }

    /** {@return the file, and a name in it, as a shell takes it} Names come from the file, which anyone may have written. */
    private String argument(Optional<String> name) {
        String text = file.file() + name.map(inside -> ":" + inside).orElse("");
        return PLAIN.matcher(text).matches()
                ? text
                : "'" + Quoted.printable(text).replace("'", "'\\''") + "'";
    }
}
