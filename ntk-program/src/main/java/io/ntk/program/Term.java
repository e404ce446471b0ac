package io.ntk.program;

import org.jspecify.annotations.Nullable;

/**
 * A summand of a linearized value: columns {@code at … at + length − 1} receive scale · coefficient ∘ the columns of the
 * source from {@code sourceAt} on.
 *
 * @param source what is multiplied
 * @param sourceAt the first column taken of it
 * @param at the first column it goes to
 * @param length how many columns
 * @param scale a constant factor
 * @param coefficient a factor for each trial and column, of width {@code length}, or null for 1
 */
public record Term(
        Source source,
        int sourceAt,
        int at,
        int length,
        double scale,
        @Nullable Node coefficient) {
    /** A variable of the linearized step: the change of a state part before or after it, of a site's value, or of a lane. */
    public record Source(Kind kind, int index) {}

    /** The kinds of variable. */
    public enum Kind {
        STATE,
        NEXT,
        SITE,
        LANE
    }

    public Term from(Source other, int otherAt) {
        return new Term(other, otherAt, at, length, scale, coefficient);
    }
}
