package io.ntk.program;

import io.ntk.program.Term.Kind;
import io.ntk.program.Term.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Linearizes recorded values. All operations but the affine maps act column by column, so the tangent of any value is a sum
 * of {@link Term}s in the tangents of state parts and site values; the coefficients are nodes of the same graph.
 */
final class Linearizer {
    private final Graph graph;
    private final Map<Node, Integer> variables;
    private final Map<Node, List<Term>> forms = new HashMap<>();

    Linearizer(Graph graph) {
        this(graph, Map.of());
    }

    /**
     * Prepares to differentiate with respect to parts of the next state too.
     *
     * @param variables values whose tangents are given, each with the index of the state part that it is
     */
    Linearizer(Graph graph, Map<Node, Integer> variables) {
        this.graph = graph;
        this.variables = variables;
    }

    /** The tangent of a value in terms of the tangents of state parts, of sites and of the given variables. */
    List<Term> linearForm(Node node) {
        Integer part = variables.get(node);
        if (part != null) {
            return List.of(new Term(new Source(Kind.NEXT, part), 0, 0, node.width(), 1, null));
        }
        List<Term> form = forms.get(node);
        if (form == null) {
            form = merged(derive(node));
            forms.put(node, form);
        }
        return form;
    }

    private List<Term> derive(Node node) {
        return switch (node.op()) {
            case INPUT, TIME -> List.of();
            case STATE -> List.of(whole(Kind.STATE, node));
            case AFFINE -> List.of(whole(Kind.SITE, node));
            case ADD -> joined(linearForm(node.argument(0)), linearForm(node.argument(1)));
            case SUBTRACT -> joined(linearForm(node.argument(0)), scaled(linearForm(node.argument(1)), -1));
            case MULTIPLY ->
                joined(
                        times(linearForm(node.argument(0)), node.argument(1)),
                        times(linearForm(node.argument(1)), node.argument(0)));
            case DIVIDE -> {
                Node inverse = graph.reciprocal(node.argument(1));
                yield joined(
                        times(linearForm(node.argument(0)), inverse),
                        scaled(times(linearForm(node.argument(1)), graph.multiply(node, inverse)), -1));
            }
            case SCALE -> scaled(linearForm(node.argument(0)), node.constant());
            case SHIFT -> linearForm(node.argument(0));
            case FUNCTION -> {
                Node a = node.argument(0);
                yield times(linearForm(a), node.function().derivative(graph, a, node));
            }
            case SLICE -> sliced(linearForm(node.argument(0)), node.index(), node.width());
            case CONCAT -> concatenated(node);
        };
    }

    private static Term whole(Kind kind, Node node) {
        return new Term(new Source(kind, node.index()), 0, 0, node.width(), 1, null);
    }

    private static List<Term> joined(List<Term> a, List<Term> b) {
        List<Term> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static List<Term> scaled(List<Term> terms, double factor) {
        return terms.stream()
                .map(t -> new Term(t.source(), t.sourceAt(), t.at(), t.length(), t.scale() * factor, t.coefficient()))
                .toList();
    }

    /** The same terms, with the scale of a term that has a coefficient multiplied into it: no term has both. */
    List<Term> folded(List<Term> terms) {
        return terms.stream()
                .map(t -> {
                    Node coefficient = t.coefficient();
                    return coefficient == null || t.scale() == 1
                            ? t
                            : new Term(
                                    t.source(),
                                    t.sourceAt(),
                                    t.at(),
                                    t.length(),
                                    1,
                                    graph.scale(coefficient, t.scale()));
                })
                .toList();
    }

    private List<Term> times(List<Term> terms, Node factor) {
        return terms.stream()
                .map(t -> {
                    Node part = graph.slice(factor, t.at(), t.at() + t.length());
                    Node coefficient = t.coefficient() == null ? part : graph.multiply(t.coefficient(), part);
                    return new Term(t.source(), t.sourceAt(), t.at(), t.length(), t.scale(), coefficient);
                })
                .toList();
    }

    private List<Term> sliced(List<Term> terms, int from, int width) {
        List<Term> kept = new ArrayList<>();
        for (Term t : terms) {
            Term part = restricted(t, from, from + width);
            if (part != null) {
                kept.add(new Term(
                        part.source(),
                        part.sourceAt(),
                        part.at() - from,
                        part.length(),
                        part.scale(),
                        part.coefficient()));
            }
        }
        return kept;
    }

    /** The part of a term that goes to columns {@code from} to {@code to − 1}, or null if there is none. */
    private @Nullable Term restricted(Term t, int from, int to) {
        int lo = Math.max(t.at(), from);
        int hi = Math.min(t.at() + t.length(), to);
        if (lo >= hi) {
            return null;
        }
        Node coefficient = t.coefficient();
        return new Term(
                t.source(),
                t.sourceAt() + lo - t.at(),
                lo,
                hi - lo,
                t.scale(),
                coefficient == null ? null : graph.slice(coefficient, lo - t.at(), hi - t.at()));
    }

    private List<Term> concatenated(Node node) {
        List<Term> all = new ArrayList<>();
        int at = 0;
        for (Node argument : node.arguments()) {
            for (Term t : linearForm(argument)) {
                all.add(new Term(t.source(), t.sourceAt(), t.at() + at, t.length(), t.scale(), t.coefficient()));
            }
            at += argument.width();
        }
        return all;
    }

    /** Adds up the coefficients of terms between the same columns. */
    private List<Term> merged(List<Term> terms) {
        record Place(Source source, int sourceAt, int at, int length) {}
        Map<Place, Term> sums = new java.util.LinkedHashMap<>();
        for (Term t : terms) {
            if (t.scale() != 0) {
                sums.merge(new Place(t.source(), t.sourceAt(), t.at(), t.length()), t, this::sum);
            }
        }
        return folded(sums.values().stream().filter(t -> t.scale() != 0).toList());
    }

    private Term sum(Term a, Term b) {
        if (java.util.Objects.equals(a.coefficient(), b.coefficient())) {
            return new Term(a.source(), a.sourceAt(), a.at(), a.length(), a.scale() + b.scale(), a.coefficient());
        }
        Node left = a.coefficient();
        Node right = b.coefficient();
        Node coefficient;
        if (left != null && right != null) {
            coefficient = graph.add(graph.scale(left, a.scale()), graph.scale(right, b.scale()));
        } else if (left != null) {
            coefficient = graph.shift(graph.scale(left, a.scale()), b.scale());
        } else {
            coefficient = graph.shift(graph.scale(java.util.Objects.requireNonNull(right), b.scale()), a.scale());
        }
        return new Term(a.source(), a.sourceAt(), a.at(), a.length(), 1, coefficient);
    }
}
