package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import org.antlr.v4.runtime.Token;

/** Says in messages where in an equation file something stands. */
final class Locations {
    private static final int LONGEST_QUOTE = 40;

    private final String file;

    /** @param file the name of the file */
    Locations(String file) {
        this.file = file;
    }

    NtkException mistake(ErrorId id, Token token, String problem, String remedy) {
        return mistake(id, token.getLine(), token.getCharPositionInLine() + 1, problem, remedy);
    }

    NtkException mistake(ErrorId id, int line, int column, String problem, String remedy) {
        return new NtkException(
                id, "In '" + file + "', line " + line + ", column " + column + ": " + problem + ".", remedy);
    }

    /** {@return a refusal of the equations} */
    NtkException mistake(Token token, String problem, String remedy) {
        return mistake(ErrorId.CELL_DEFINITION, token, problem, remedy);
    }

    /** {@return a refusal of the file as a whole} */
    NtkException refused(ErrorId id, String predicate, String remedy) {
        return new NtkException(id, "Equation file '" + file + "' " + predicate + ".", remedy);
    }

    /** {@return text of the file in quotes, cut where it is long} */
    static String quoted(String text) {
        return "'" + cut(text) + "'";
    }

    /** {@return text of the file, cut where it is long} */
    static String cut(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
