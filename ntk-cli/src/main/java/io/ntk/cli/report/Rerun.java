package io.ntk.cli.report;

import io.ntk.api.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The command that gives the same numbers again: the arguments as they were given, and what they left open. */
public final class Rerun {
    private final List<String> arguments;

    /**
     * Begins with arguments.
     *
     * @param arguments such as they were given
     */
    public Rerun(List<String> arguments) {
        this.arguments = new ArrayList<>(arguments);
    }

    /**
     * {@return this command with an option, unless it was given}
     *
     * @param option its name
     * @param value its value
     */
    public Rerun with(String option, Object value) {
        if (arguments.stream().noneMatch(argument -> names(argument, option))) {
            arguments.addAll(List.of(option, String.valueOf(value)));
        }
        return this;
    }

    /**
     * {@return this command with one more value of an option that may be repeated}
     *
     * @param option its name
     * @param value the value
     */
    public Rerun withAnother(String option, Object value) {
        arguments.addAll(List.of(option, String.valueOf(value)));
        return this;
    }

    /**
     * {@return this command with an option that may be repeated, unless it was given}
     *
     * @param option its name
     * @param values its values
     */
    public Rerun withEach(String option, List<?> values) {
        if (arguments.stream().noneMatch(argument -> names(argument, option))) {
            values.forEach(value -> arguments.addAll(List.of(option, String.valueOf(value))));
        }
        return this;
    }

    /**
     * {@return this command with an option that takes no value, or without it}
     *
     * @param flag its name
     * @param isOn whether with it
     */
    public Rerun withFlag(String flag, boolean isOn) {
        without(flag);
        if (isOn) {
            arguments.add(flag);
        }
        return this;
    }

    /**
     * {@return this command without an option that takes no value}
     *
     * @param flag its name
     */
    public Rerun without(String flag) {
        arguments.remove(flag);
        return this;
    }

    /**
     * {@return this command with an option in the place of any value that was given}
     *
     * @param option its name
     * @param value its value
     */
    public Rerun instead(String option, Object value) {
        for (int i = 0; i < arguments.size(); i++) {
            if (names(arguments.get(i), option)) {
                if (arguments.remove(i).equals(option) && i < arguments.size()) {
                    arguments.remove(i);
                }
                i--;
            }
        }
        return with(option, value);
    }

    private static boolean names(String argument, String option) {
        return argument.equals(option) || argument.startsWith(option + "=");
    }

    private static String quoted(String argument) {
        String shown = Printable.of(argument);
        return argument.matches("[A-Za-z0-9_./:=,@%+-]+") ? argument : "'" + shown.replace("'", "'\\''") + "'";
    }

    /** {@return the command, as a shell takes it} */
    @Override
    public String toString() {
        return arguments.stream().map(Rerun::quoted).collect(Collectors.joining(" ", "ntk ", ""));
    }
}
