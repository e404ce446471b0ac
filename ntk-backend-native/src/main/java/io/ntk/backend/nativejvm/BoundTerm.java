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

    /** to[columns of the term] (+)= coefficient ∘ from[columns of the source], for the rows of one trial. */
    void forward(
            Arithmetic arithmetic,
            Scratch to,
            int toStride,
            Scratch from,
            int fromStride,
            int rows,
            int place,
            boolean add) {
        arithmetic.combine(
                to,
                term.at(),
                toStride,
                from,
                term.sourceAt(),
                fromStride,
                rows,
                term.length(),
                term.scale(),
                values,
                place * term.length(),
                add);
    }

    /** to[columns of the source] (+)= coefficient ∘ from[columns of the term]. */
    void reverse(
            Arithmetic arithmetic,
            Scratch to,
            int toStride,
            Scratch from,
            int fromStride,
            int rows,
            int place,
            boolean add) {
        arithmetic.combine(
                to,
                term.sourceAt(),
                toStride,
                from,
                term.at(),
                fromStride,
                rows,
                term.length(),
                term.scale(),
                values,
                place * term.length(),
                add);
    }
}
