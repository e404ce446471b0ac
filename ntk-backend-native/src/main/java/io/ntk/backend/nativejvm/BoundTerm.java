package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A term with the values of its coefficient on a shard.
 *
 * @param term the term; its scale is 1 where it has a coefficient
 * @param values {@code [T, trials, length]}, or null for 1
 * @param target the state part, or the feature, that the term belongs to
 */
record BoundTerm(Term term, @Nullable Scratch values, int target) {
    /** Binds all terms of the next state whose source is of a kind. */
    static List<BoundTerm> ofNextState(Derivative derivative, Shard shard, Term.Kind kind) {
        List<BoundTerm> bound = new ArrayList<>();
        List<List<Term>> parts = derivative.program().nextTerms();
        for (int part = 0; part < parts.size(); part++) {
            bind(derivative, shard, parts.get(part), kind, part, bound);
        }
        return bound;
    }

    /** Binds the terms of a feature whose source is of a kind. */
    static List<BoundTerm> ofFeature(Derivative derivative, Shard shard, int feature, Term.Kind kind) {
        List<BoundTerm> bound = new ArrayList<>();
        bind(derivative, shard, derivative.program().features().get(feature).terms(), kind, feature, bound);
        return bound;
    }

    private static void bind(
            Derivative derivative, Shard shard, List<Term> terms, Term.Kind kind, int target, List<BoundTerm> to) {
        for (Term term : terms) {
            if (term.source().kind() == kind) {
                to.add(new BoundTerm(term, derivative.coefficient(shard, term), target));
            }
        }
    }

    int source() {
        return term.source().index();
    }

    /** Whether the term gives every column of something of that width a value. */
    boolean fillsTarget(int width) {
        return term.at() == 0 && term.length() == width;
    }

    /** Whether the transposed term gives every column of something of that width a value. */
    boolean fillsSource(int width) {
        return term.sourceAt() == 0 && term.length() == width;
    }

    /** to[columns of the term] (+)= coefficient ∘ from[columns of the source], for the rows of one trial. */
    void forward(Rows rows, Scratch to, int toStride, Scratch from, int fromStride, int place, boolean add) {
        combine(rows, to, term.at(), toStride, from, term.sourceAt(), fromStride, place, add);
    }

    /** to[columns of the source] (+)= coefficient ∘ from[columns of the term]. */
    void reverse(Rows rows, Scratch to, int toStride, Scratch from, int fromStride, int place, boolean add) {
        combine(rows, to, term.sourceAt(), toStride, from, term.at(), fromStride, place, add);
    }

    /**
     * How many rows there are, and room for a coefficient repeated for each of them.
     *
     * @param arithmetic the precision
     * @param count the number of rows
     * @param repeated at least as large as any array that terms go to
     */
    record Rows(Arithmetic arithmetic, int count, Scratch repeated) {}

    private void combine(
            Rows rows,
            Scratch to,
            int toAt,
            int toStride,
            Scratch from,
            int fromAt,
            int fromStride,
            int place,
            boolean add) {
        Arithmetic arithmetic = rows.arithmetic();
        int width = term.length();
        boolean isWhole = toStride == width && fromStride == width;
        if (values != null && isWhole) {
            arithmetic.repeat(values, place * width, width, rows.count(), rows.repeated());
            arithmetic.combine(to, from, rows.repeated(), rows.count() * width, add);
        } else {
            arithmetic.combine(
                    to,
                    toAt,
                    toStride,
                    from,
                    fromAt,
                    fromStride,
                    rows.count(),
                    width,
                    term.scale(),
                    values,
                    place * width,
                    add);
        }
    }
}
