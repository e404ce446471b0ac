package io.ntk.backend.nativejvm;

import io.ntk.program.Term;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A term with the values of its coefficient on a shard, for use by one thread. */
final class BoundTerm {
    private final Term term;
    private final @Nullable Scratch values;
    private final int target;
    private final Arithmetic arithmetic;
    private final int mostRows;

    /** The coefficients of a tile's trials, once for each row: a trial's tiles share it. */
    private @Nullable Scratch repeated;

    private int repeatedPlace = -1;

    private BoundTerm(Term term, @Nullable Scratch values, int target, Arithmetic arithmetic, int mostRows) {
        this.term = term;
        this.values = values;
        this.target = target;
        this.arithmetic = arithmetic;
        this.mostRows = mostRows;
    }

    /**
     * Binds every term of the next state with the given source kind, in evaluation order, for tiles of at most {@code
     * mostRows}.
     */
    static BoundTerm[] ofNextState(Derivative derivative, Shard shard, Term.Kind kind, int mostRows) {
        List<BoundTerm> bound = new ArrayList<>();
        List<List<Term>> parts = derivative.program().nextTerms();
        for (int part : derivative.program().order()) {
            bind(derivative, shard, parts.get(part), kind, part, mostRows, bound);
        }
        return bound.toArray(BoundTerm[]::new);
    }

    /** Binds every term of a feature with the given source kind, for tiles of at most {@code mostRows}. */
    static BoundTerm[] ofFeature(Derivative derivative, Shard shard, int feature, Term.Kind kind, int mostRows) {
        List<BoundTerm> bound = new ArrayList<>();
        List<Term> terms = derivative.program().features().get(feature).terms();
        bind(derivative, shard, terms, kind, feature, mostRows, bound);
        return bound.toArray(BoundTerm[]::new);
    }

    private static void bind(
            Derivative derivative,
            Shard shard,
            List<Term> terms,
            Term.Kind kind,
            int target,
            int mostRows,
            List<BoundTerm> to) {
        for (Term term : terms) {
            if (term.source().kind() == kind) {
                Scratch values = derivative.coefficient(shard, term);
                to.add(new BoundTerm(term, values, target, derivative.arithmetic(), mostRows));
            }
        }
    }

    /** The term; its scale is 1 where it has a coefficient. */
    Term term() {
        return term;
    }

    /** The coefficient, {@code [T, trials, length]}, or null for 1. */
    @Nullable
    Scratch values() {
        return values;
    }

    /** The state part, or the feature, that the term belongs to. */
    int target() {
        return target;
    }

    int source() {
        return term.source().index();
    }

    /** Whether the term writes every column of a target of that width. */
    boolean fillsTarget(int width) {
        return term.at() == 0 && term.length() == width;
    }

    /** Whether the transposed term writes every column of a source of that width. */
    boolean fillsSource(int width) {
        return term.sourceAt() == 0 && term.length() == width;
    }

    /**
     * to[columns of the term] (+)= coefficient ∘ from[columns of the source].
     *
     * @param place the step and first trial of the tile, {@code step · trials + trial}
     */
    void forward(Rows tile, Scratch to, int toStride, Scratch from, int fromStride, int place, boolean add) {
        combine(tile, to, term.at(), toStride, from, term.sourceAt(), fromStride, place, add);
    }

    /** to[columns of the source] (+)= coefficient ∘ from[columns of the term]. */
    void reverse(Rows tile, Scratch to, int toStride, Scratch from, int fromStride, int place, boolean add) {
        combine(tile, to, term.sourceAt(), toStride, from, term.at(), fromStride, place, add);
    }

    private void combine(
            Rows tile,
            Scratch to,
            int toAt,
            int toStride,
            Scratch from,
            int fromAt,
            int fromStride,
            int place,
            boolean add) {
        int width = term.length();
        boolean isWhole = toStride == width && fromStride == width;
        if (values != null && isWhole) {
            arithmetic.combine(to, from, repeated(values, tile, place), tile.count() * width, add);
            return;
        }
        for (int trial = 0; trial < tile.trials(); trial++) {
            arithmetic.combine(
                    to,
                    toAt + trial * tile.columns() * toStride,
                    toStride,
                    from,
                    fromAt + trial * tile.columns() * fromStride,
                    fromStride,
                    tile.columns(),
                    width,
                    term.scale(),
                    values,
                    (place + trial) * width,
                    add);
        }
    }

    private Scratch repeated(Scratch coefficient, Rows tile, int place) {
        int width = term.length();
        Scratch rows = repeated;
        if (rows == null) {
            rows = arithmetic.scratch(mostRows * width);
            repeated = rows;
        }
        if (place != repeatedPlace) {
            // A trial's tiles differ in size and share the largest.
            int times = tile.trials() == 1 ? mostRows : tile.columns();
            for (int trial = 0; trial < tile.trials(); trial++) {
                Arithmetic.repeat(coefficient, (place + trial) * width, width, times, rows, trial * times * width);
            }
            repeatedPlace = place;
        }
        return rows;
    }
}
