package io.ntk.io.arrays;

import io.ntk.api.ClosestName;
import io.ntk.api.Printable;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Quotes names from files and users for a one-line message: control characters are escaped and long names are cut. A
 * file may hold any name, and a name must not be able to forge further lines of output.
 */
public final class Quoted {
    private static final int LONGEST = 160;
    private static final int MOST = 8;

    private Quoted() {}

    /**
     * Quotes one name.
     *
     * @param text a name or a path
     * @return the text in single quotes, cut after {@value LONGEST} characters
     */
    public static String of(Object text) {
        return "'" + printable(text.toString()) + "'";
    }

    /**
     * Quotes a list of names.
     *
     * @param names any number of names
     * @return the first {@value MOST}, quoted and separated by commas, and the number of the others
     */
    public static String list(Collection<String> names) {
        String first = names.stream().limit(MOST).map(Quoted::of).collect(Collectors.joining(", "));
        return names.size() <= MOST ? first : first + " and " + (names.size() - MOST) + " more";
    }

    /**
     * Suggests a correction of a misspelt name.
     *
     * @param given the misspelt name
     * @param known the names that exist
     * @return {@code Did you mean 'x'?} and a blank, or nothing if no known name is similar enough
     */
    public static String suggestion(String given, Collection<String> known) {
        // Edit distance takes time and memory proportional to both lengths, one of which the file controls.
        List<String> likely =
                known.stream().filter(name -> name.length() <= LONGEST).toList();
        return given.length() > LONGEST
                ? ""
                : ClosestName.of(given, likely)
                        .map(name -> "Did you mean " + of(name) + "? ")
                        .orElse("");
    }

    /**
     * {@return a name without quotes, its control characters escaped, cut after {@value LONGEST} characters}
     *
     * @param text a name
     */
    public static String printable(String text) {
        String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return Printable.of(shown);
    }
}
