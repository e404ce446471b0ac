package io.ntk.backend.nativejvm;

import io.ntk.program.Lane;
import io.ntk.program.Site;
import io.ntk.program.Term.Kind;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The derivative of the next state with respect to the value of a site on one shard, as the few sums of products that it consists of,
 * for a site whose value passes through no weight within the step. They follow from the program alone and are found once: its terms run
 * on all unit vectors of the site's value, and every element that they make nonzero gets a slot, whatever the coefficients are. Several
 * threads may compute them at once.
 */
final class SiteElements {
    private final Arithmetic arithmetic;
    private final ShardTrials order;
    private final int width;
    /** The slots; the first hold the unit vectors. */
    private final int slots;
    /** An operation adds to a slot a coefficient of its term, at a column, times another slot. */
    private final BoundTerm[] terms;

    private final int[] columns;
    private final int[] sources;
    private final int[] targets;
    /** For each column of the site the rows of its elements, ascending. */
    private final int[][] rows;
    /** The slot of each element, one column after another. */
    private final int[] elements;

    private SiteElements(Derivative derivative, Shard shard, Builder built, int[][] rows, int[] elements) {
        this.arithmetic = derivative.arithmetic();
        this.order = shard.order();
        this.width = rows.length;
        this.slots = built.slots;
        this.terms = built.terms.toArray(BoundTerm[]::new);
        this.columns = ints(built.columns);
        this.sources = ints(built.sources);
        this.targets = ints(built.targets);
        this.rows = rows;
        this.elements = elements;
    }

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The operations under construction. A row of a matrix is the slots of its elements by column. */
    private static final class Builder {
        private final List<BoundTerm> terms = new ArrayList<>();
        private final List<Integer> columns = new ArrayList<>();
        private final List<Integer> sources = new ArrayList<>();
        private final List<Integer> targets = new ArrayList<>();
        private int slots;

        void add(
                BoundTerm term,
                List<Map<Integer, Integer>> from,
                int fromRow,
                List<Map<Integer, Integer>> to,
                int toRow) {
            for (int i = 0; i < term.term().length(); i++) {
                Map<Integer, Integer> target = to.get(toRow + term.term().at() + i);
                for (Map.Entry<Integer, Integer> element :
                        from.get(fromRow + term.term().sourceAt() + i).entrySet()) {
                    terms.add(term);
                    columns.add(i);
                    sources.add(element.getValue());
                    targets.add(target.computeIfAbsent(element.getKey(), column -> slots++));
                }
            }
        }
    }

    /** {@return the elements; nothing if the site's value passes through weights, as that of a gate of what weights multiply does} */
    static Optional<SiteElements> of(Derivative derivative, Shard shard, Site site) {
        for (int i = 0; i < derivative.program().features().size(); i++) {
            for (BoundTerm term : BoundTerm.ofFeature(derivative, shard, i, Kind.LANE, 1)) {
                if (isMember(site, derivative.program().lanes().get(term.source()))) {
                    return Optional.empty();
                }
            }
        }
        Builder builder = new Builder();
        builder.slots = site.width();
        List<List<Map<Integer, Integer>>> lanes = new ArrayList<>();
        for (Lane lane : derivative.program().lanes()) {
            List<Map<Integer, Integer>> tangent = zeros(lane.width());
            for (Lane.Member member : lane.members()) {
                for (int i = 0; member.site().index() == site.index() && i < lane.width(); i++) {
                    tangent.get(i).put(member.from() + i, member.from() + i);
                }
            }
            lanes.add(tangent);
        }
        int hidden = derivative.hidden();
        List<Map<Integer, Integer>> next = zeros(derivative.parts() * hidden);
        for (BoundTerm term : BoundTerm.ofNextState(derivative, shard, Kind.LANE, 1)) {
            builder.add(term, lanes.get(term.source()), 0, next, term.target() * hidden);
        }
        for (BoundTerm term : BoundTerm.ofNextState(derivative, shard, Kind.NEXT, 1)) {
            builder.add(term, next, term.source() * hidden, next, term.target() * hidden);
        }
        int[][] rows = new int[site.width()][];
        List<Integer> elements = new ArrayList<>();
        for (int column = 0; column < rows.length; column++) {
            List<Integer> ofColumn = new ArrayList<>();
            for (int row = 0; row < next.size(); row++) {
                Integer slot = next.get(row).get(column);
                if (slot != null) {
                    ofColumn.add(row);
                    elements.add(slot);
                }
            }
            rows[column] = ints(ofColumn);
        }
        return Optional.of(new SiteElements(derivative, shard, builder, rows, ints(elements)));
    }

    private static boolean isMember(Site site, Lane lane) {
        return lane.members().stream().anyMatch(member -> member.site().index() == site.index());
    }

    private static List<Map<Integer, Integer>> zeros(int rows) {
        List<Map<Integer, Integer>> zeros = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            zeros.add(new TreeMap<>());
        }
        return zeros;
    }

    /** {@return for each column of the site the rows that may be nonzero, ascending} */
    int[][] rows() {
        return rows;
    }

    /**
     * Computes the elements of every step of a trial.
     *
     * @param trial the place of a trial in the shard
     * @param steps the steps that it has
     * @param out receives {@code [steps, elements]}, those of a step one column after another
     */
    void compute(int trial, int steps, DoubleBuffer out) {
        double[] values = new double[slots];
        double[] ofStep = new double[elements.length];
        for (int step = 0; step < steps; step++) {
            Arrays.fill(values, 0, width, 1);
            Arrays.fill(values, width, values.length, 0);
            run(order.rowsBefore(step) + trial, values);
            for (int i = 0; i < elements.length; i++) {
                ofStep[i] = values[elements[i]];
            }
            out.put(step * ofStep.length, ofStep);
        }
    }

    /** Carries out the operations at a row of the shard. */
    private void run(int place, double[] values) {
        for (int i = 0; i < terms.length; i++) {
            Scratch coefficients = terms[i].values();
            double factor = coefficients == null
                    ? terms[i].term().scale()
                    : arithmetic.get(coefficients, place * terms[i].term().length() + columns[i]);
            values[targets[i]] += factor * values[sources[i]];
        }
    }
}
