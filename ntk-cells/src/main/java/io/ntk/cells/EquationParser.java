package io.ntk.cells;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cells.parser.EquationsLexer;
import io.ntk.cells.parser.EquationsParser;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/** Parses equation files. What would make the parser recurse deeply or run long is refused before it starts. */
final class EquationParser {
    private static final int MAX_CHARACTERS = 65_536;
    private static final int MAX_TOKENS = 10_000;
    private static final int MAX_BRACKETS = 40;
    private static final int MAX_SIGNS = 4;
    private static final int MOST_EXPECTED = 6;

    private final Locations locations;

    EquationParser(Locations locations) {
        this.locations = locations;
    }

    /**
     * Parses a file.
     *
     * @param text all of it
     * @throws NtkException {@link ErrorId#FILE_FORMAT} naming line and column, if it does not follow the grammar or exceeds
     *     the bounds on length and nesting
     */
    EquationsParser.FileContext parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw locations.refused(
                    ErrorId.FILE_FORMAT,
                    "has " + text.length() + " characters",
                    "Keep the equations of a cell below " + MAX_CHARACTERS + " characters.");
        }
        EquationsLexer lexer = new EquationsLexer(CharStreams.fromString(text));
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        requireBounded(tokens.getTokens());
        EquationsParser parser = new EquationsParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(new FirstError());
        return parser.file();
    }

    private void requireBounded(List<Token> tokens) {
        if (tokens.size() > MAX_TOKENS) {
            throw locations.refused(
                    ErrorId.FILE_FORMAT,
                    "has " + tokens.size() + " words and signs",
                    "Keep the equations of a cell below " + MAX_TOKENS + ".");
        }
        int brackets = 0;
        int signs = 0;
        Idioms idioms = new Idioms(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            int type = token.getType();
            if (type == EquationsLexer.UNKNOWN) {
                throw refused(
                        token,
                        Locations.quoted(token.getText()) + " has no meaning",
                        idioms.instead(i).orElse("Remove it."));
            }
            if (idioms.isPower(i)) {
                throw refused(token, "'**' has no meaning", "Write a power as a product: u * u.");
            }
            brackets += type == EquationsLexer.LEFT_PAREN ? 1 : type == EquationsLexer.RIGHT_PAREN ? -1 : 0;
            signs = type == EquationsLexer.MINUS || type == EquationsLexer.PLUS ? signs + 1 : 0;
            if (brackets > MAX_BRACKETS || signs > MAX_SIGNS) {
                throw refused(token, "the expression is nested too deeply", "Give parts of it names of their own.");
            }
        }
    }

    private NtkException refused(Token token, String problem, String remedy) {
        return locations.mistake(ErrorId.FILE_FORMAT, token, problem, remedy);
    }

    /** Refuses the file at its first error: what follows it would be guesswork. */
    private final class FirstError extends BaseErrorListener {
        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            boolean atEnd = !(symbol instanceof Token token) || token.getType() == Token.EOF;
            String found =
                    symbol instanceof Token token && !atEnd ? Locations.quoted(token.getText()) : "the end of the file";
            throw locations.mistake(
                    ErrorId.FILE_FORMAT,
                    line,
                    column + 1,
                    found + " is not expected here",
                    recognizer instanceof Parser parser ? remedy(parser) : "Remove it.");
        }

        private String remedy(Parser parser) {
            IntervalSet expected = parser.getExpectedTokens();
            List<String> names = new ArrayList<>();
            for (int type : expected.toArray()) {
                names.add(name(parser, type));
            }
            if (names.isEmpty() || names.size() > MOST_EXPECTED) {
                return "See docs/equation-files.md for the form of every clause, or start from what 'ntk cells NAME' prints.";
            }
            return "Here stands " + String.join(" or ", names) + ".";
        }

        private String name(Parser parser, int type) {
            if (type == Token.EOF) {
                return "the end of the file";
            }
            String literal = parser.getVocabulary().getLiteralName(type);
            if (literal != null) {
                return literal;
            }
            return switch (type) {
                case EquationsLexer.NAME -> "a name";
                case EquationsLexer.NUMBER -> "a number";
                case EquationsLexer.STRING -> "a name in double quotes";
                case EquationsLexer.MINUS -> "'-'";
                default -> "\"'\"";
            };
        }
    }
}
