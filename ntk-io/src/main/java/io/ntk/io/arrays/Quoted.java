package io.ntk.io.arrays;

import io.ntk.api.ClosestName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names from files and users, made fit for a one-line sentence: quoted, control characters escaped, and not too long. A
 * file may hold any name, and a message must not let it forge other lines.
 */
public final class Quoted {
    private static final int LONGEST = 160;
    private static final int MOST = 8;

    private Quoted() {}

    /**
     * One name.
     *
     * @param text a name or a path
     * @return it in single quotes, cut after {@value LONGEST} characters
     */
    public static String of(Object text) {
        return "'" + printable(text.toString()) + "'";
    }

    /**
     * A list of names.
     *
     * @param names any number of names
     * @return the first {@value MOST}, quoted, with commas, and how many more there are
     */
    public static String list(Collection<String> names) {
        String first = names.stream().limit(MOST).map(Quoted::of).collect(Collectors.joining(", "));
        return names.size() <= MOST ? first : first + " and " + (names.size() - MOST) + " more";
    }

    /**
     * The question that helps with a misspelt name.
     *
     * @param given what was asked for
     * @param known what there is
     * @return {@code Did you mean 'x'?} and a blank, or nothing if no known name is near enough
     */
    public static String suggestion(String given, Collection<String> known) {
        // The distance takes time and memory in proportion to both lengths, and the file chooses one of them.
        List<String> likely =
                known.stream().filter(name -> name.length() <= LONGEST).toList();
        return given.length() > LONGEST
                ? ""
                : ClosestName.of(given, likely)
                        .map(name -> "Did you mean " + of(name) + "? ")
                        .orElse("");
    }

    static String printable(String text) {
        String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return shown.chars()
                .mapToObj(c -> isPrintable(c) ? Character.toString((char) c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }

    private static boolean isPrintable(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
