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
    /**
     * A variable of the linearized step.
     *
     * @param kind what it is the tangent of
     * @param index the position among the variables of its kind
     */
    public record Source(Kind kind, int index) {}

    /** What a variable is the tangent of. */
    public enum Kind {
        /** A part of the state before the step. */
        STATE,
        /** A part of the state after the step. */
        NEXT,
        /** The value of a site; engines see lanes in its place. */
        SITE,
        /** The sum of the members of a lane. */
        LANE
    }
}
