package io.ntk.cells;

import io.ntk.cells.parser.EquationsLexer;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** What Python programs and formulas on paper write otherwise than equation files: what to write instead. */
final class Idioms {
    private final List<Token> tokens;

    Idioms(List<Token> tokens) {
        this.tokens = tokens;
    }

    /**
     * {@return what to write instead of what begins with a token, a sentence; empty if nothing is known}
     *
     * @param at the index of a token that no rule of the language knows
     */
    Optional<String> instead(int at) {
        return switch (text(at)) {
            case "." -> Optional.of(ofMember(at));
            case "|" -> Optional.of("Write abs(" + (text(at + 2).equals("|") ? text(at + 1) : "…") + ").");
            case "^" -> Optional.of("Write a power as a product: u * u.");
            default -> Optional.empty();
        };
    }

    /** {@return whether a power begins at a token, as Python writes it} */
    boolean isPower(int at) {
        return is(at, EquationsLexer.STAR)
                && is(at + 1, EquationsLexer.STAR)
                && tokens.get(at).getStopIndex() + 1 == tokens.get(at + 1).getStartIndex();
    }

    /** A function of a library, as in {@code torch.relu(u)}, or of an object, as in {@code J.abs()}. */
    private String ofMember(int dot) {
        int name = dot + 1;
        while (text(name + 1).equals(".") && is(name + 2, EquationsLexer.NAME)) {
            name += 2;
        }
        if (!is(name, EquationsLexer.NAME)) {
            return "Remove it.";
        }
        String function = text(name);
        boolean ofObject = is(name + 1, EquationsLexer.LEFT_PAREN) && is(name + 2, EquationsLexer.RIGHT_PAREN);
        String object = is(dot - 1, EquationsLexer.NAME) ? text(dot - 1) : "…";
        if (ofObject && (function.equals("t") || function.equals("transpose"))) {
            return "Write " + object + ".T.";
        }
        if (Functions.isKnown(function)) {
            String argument = is(name + 3, EquationsLexer.RIGHT_PAREN) ? text(name + 2) : "…";
            return "Write " + function + "(" + (ofObject ? object : argument) + ").";
        }
        return "Functions are called by their names alone: " + String.join(", ", Functions.names()) + ".";
    }

    private boolean is(int at, int type) {
        return at >= 0 && at < tokens.size() && tokens.get(at).getType() == type;
    }

    private String text(int at) {
        return at < tokens.size() ? Locations.cut(tokens.get(at).getText()) : "";
    }
}
