package io.ntk.io.table;

import io.ntk.api.Printable;
import java.util.regex.Pattern;

/** A field of a table that people open with a spreadsheet. */
public final class CsvField {
    private static final String FORMULAS = "=+-@";

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?|Infinity)|-");

    private CsvField() {}

    /**
     * {@return a field that no spreadsheet takes for a formula, as a name in a file may be meant: text that begins like one is put
     * behind an apostrophe, and characters that cannot be seen are escaped; a number is itself}
     *
     * @param field text or a number, not yet quoted
     */
    public static String harmless(String field) {
        String shown = Printable.of(field);
        boolean isFormula = !shown.isEmpty()
                && FORMULAS.indexOf(shown.charAt(0)) >= 0
                && !NUMBER.matcher(shown).matches();
        return isFormula ? "'" + shown : shown;
    }
}
