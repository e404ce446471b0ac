package io.ntk.program;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.RecurrentModel;
import io.ntk.program.Term.Kind;
import io.ntk.program.Term.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The recorded step of a model and its derivative: the next state as nodes, and its tangent as sums over the tangents of
 * state parts and of {@link Lane}s. Evaluated forwards, the sums propagate tangents; transposed and in reverse, they
 * propagate cotangents.
 *
 * @param nodes all values of the recorded step and its coefficients, in an order of evaluation; a node's id is its position
 * @param sites the places where parameters enter, in order of evaluation
 * @param input the node of x_t
 * @param state the state before the step, a node for each part
 * @param next the state after the step, a node for each part
 * @param lanes the groups of affine outputs, in forward order
 * @param nextTerms the tangent of each part of the next state, also in terms of other parts
 * @param order the parts of the next state, each after those that its terms take
 * @param features the tangents of the features that depend on the state, in forward order
 * @param coefficients the distinct coefficient nodes of all terms
 */
public record StepProgram(
        List<Node> nodes,
        List<Site> sites,
        Node input,
        List<Node> state,
        List<Node> next,
        List<Lane> lanes,
        List<List<Term>> nextTerms,
        List<Integer> order,
        List<Feature> features,
        List<Node> coefficients) {

    /**
     * The tangent of the feature x of a site's x Wᵀ.
     *
     * @param site the site
     * @param terms the tangent of x
     * @param statePart the state part that x is, unchanged, or −1
     * @param targets the lanes that the site's columns belong to
     */
    public record Feature(Site site, List<Term> terms, int statePart, List<Target> targets) {
        /**
         * {@return where in θ the rows of the site's weight that lead to a target begin}
         *
         * @param target one of {@link #targets}
         */
        public int weightAt(Target target) {
            ParameterTensor weight = Objects.requireNonNull(site.weight());
            return weight.offset() + target.from() * weight.columns();
        }
    }

    /**
     * Columns {@code from …} of a site, which are all columns of a lane.
     *
     * @param lane the lane
     * @param from the first column
     */
    public record Target(Lane lane, int from) {}

    /** Where a site's columns are used: by which consumer, at which of its columns, with which factor. */
    private record Use(
            int consumer, int at, double scale, @Nullable Node coefficient) {}

    /**
     * Records a step of a model's cell and linearizes it.
     *
     * @param model the model; its readout is not part of the step
     * @return the program
     * @throws io.ntk.api.NtkException {@link io.ntk.api.ErrorId#CELL_DEFINITION} or {@link
     *     io.ntk.api.ErrorId#SHAPE_MISMATCH} if the cell's equations are at fault
     */
    public static StepProgram trace(RecurrentModel model) {
        Graph graph = new Graph(model.layout());
        List<Node> state = new ArrayList<>();
        for (int part = 0; part < model.cell().stateParts(); part++) {
            state.add(graph.state(part, model.hiddenSize()));
        }
        Node input = graph.input(model.inputSize());
        List<Node> next = model.step(graph, graph, input, state);
        return new Compiler(graph, input, state, next).compile();
    }

    /** {@return whether some lane feeds a site of the same step, so that a lane's cotangent needs more than the state's} */
    public boolean isNested() {
        return features.stream()
                .anyMatch(f -> f.terms().stream().anyMatch(t -> t.source().kind() == Kind.LANE));
    }

    /**
     * {@return whether the feature of a site depends on the state before the step}
     *
     * @param site the site
     */
    public boolean isOfState(Site site) {
        return features.stream().anyMatch(feature -> feature.site().equals(site));
    }

    /**
     * {@return the nodes to evaluate at every step, arguments before what uses them: the input, the state, the next
     * state, the coefficients, the given values, and everything these are computed from} Differentiation records further
     * nodes, which are left out.
     *
     * @param others further values to evaluate
     */
    public List<Node> needed(List<Node> others) {
        boolean[] isNeeded = new boolean[nodes.size()];
        isNeeded[input.id()] = true;
        state.forEach(node -> isNeeded[node.id()] = true);
        next.forEach(node -> isNeeded[node.id()] = true);
        coefficients.forEach(node -> isNeeded[node.id()] = true);
        others.forEach(node -> isNeeded[node.id()] = true);
        for (int id = isNeeded.length - 1; id >= 0; id--) {
            if (isNeeded[id]) {
                nodes.get(id).arguments().forEach(argument -> isNeeded[argument.id()] = true);
            }
        }
        return nodes.stream().filter(node -> isNeeded[node.id()]).toList();
    }

    /**
     * {@return the position of a term's coefficient in {@link #coefficients}, or −1 if it has none}
     *
     * @param term a term of this program
     */
    public int coefficient(Term term) {
        Node node = term.coefficient();
        return node == null ? -1 : coefficients.indexOf(node);
    }

    private static final class Compiler {
        private final Graph graph;
        private final Node input;
        private final List<Node> state;
        private final List<Node> next;
        private final Linearizer linearizer;
        private final Map<Lane, Set<Use>> usesOf = new LinkedHashMap<>();

        Compiler(Graph graph, Node input, List<Node> state, List<Node> next) {
            this.graph = graph;
            this.input = input;
            this.state = List.copyOf(state);
            this.next = next;
            this.linearizer = new Linearizer(graph);
        }

        StepProgram compile() {
            Map<Integer, List<Term>> consumers = new LinkedHashMap<>();
            for (int part = 0; part < next.size(); part++) {
                consumers.put(part, nextForm(part));
            }
            for (Site site : graph.sites()) {
                if (site.feature() != null) {
                    consumers.put(next.size() + site.index(), linearizer.linearForm(site.feature()));
                }
            }
            List<Lane> lanes = lanes(consumers);
            List<List<Term>> nextTerms = new ArrayList<>();
            for (int part = 0; part < next.size(); part++) {
                nextTerms.add(inLanes(part, consumers.getOrDefault(part, List.of())));
            }
            List<Feature> features = new ArrayList<>();
            for (Site site : graph.sites()) {
                int consumer = next.size() + site.index();
                List<Term> terms = inLanes(consumer, consumers.getOrDefault(consumer, List.of()));
                List<Target> targets = targets(site, lanes);
                if (!terms.isEmpty() && !targets.isEmpty()) {
                    features.add(new Feature(site, terms, statePart(site, terms), targets));
                }
            }
            Set<Node> coefficients = new LinkedHashSet<>();
            nextTerms.forEach(terms -> collect(terms, coefficients));
            features.forEach(feature -> collect(feature.terms(), coefficients));
            List<Integer> order = new ArrayList<>(
                    consumers.keySet().stream().filter(c -> c < next.size()).toList());
            // Nodes are numbered in the order of evaluation.
            order.sort(Comparator.comparingInt(part -> next.get(part).id()));
            return new StepProgram(
                    List.copyOf(graph.nodes()),
                    List.copyOf(graph.sites()),
                    input,
                    state,
                    next,
                    lanes,
                    nextTerms,
                    order,
                    features,
                    List.copyOf(coefficients));
        }

        /**
         * The tangent of a part of the next state. Where it goes through another part that takes several terms, as an LSTM's
         * h through its c, it is cheaper to take that part's tangent than all its terms again.
         */
        private List<Term> nextForm(int part) {
            Map<Node, Integer> known = new HashMap<>();
            for (int other = 0; other < next.size(); other++) {
                boolean isShared = !next.get(other).equals(next.get(part))
                        && linearizer.linearForm(next.get(other)).size() > 1;
                if (isShared) {
                    known.putIfAbsent(next.get(other), other);
                }
            }
            return new Linearizer(graph, known).linearForm(next.get(part));
        }

        private static void collect(List<Term> terms, Set<Node> coefficients) {
            for (Term term : terms) {
                Node coefficient = term.coefficient();
                if (coefficient != null) {
                    coefficients.add(coefficient);
                }
            }
        }

        /** Cuts every site where its uses begin and end, and joins cuts that are used in the same way. */
        private List<Lane> lanes(Map<Integer, List<Term>> consumers) {
            Map<Integer, TreeSet<Integer>> cuts = new HashMap<>();
            consumers
                    .values()
                    .forEach(terms -> terms.stream()
                            .filter(t -> t.source().kind() == Kind.SITE)
                            .forEach(t -> {
                                TreeSet<Integer> at =
                                        cuts.computeIfAbsent(t.source().index(), site -> new TreeSet<>());
                                at.add(t.sourceAt());
                                at.add(t.sourceAt() + t.length());
                            }));
            record Signature(int width, Set<Use> uses) {}
            Map<Signature, List<Lane.Member>> groups = new LinkedHashMap<>();
            for (Site site : graph.sites()) {
                List<Integer> edges = List.copyOf(cuts.getOrDefault(site.index(), new TreeSet<>()));
                for (int i = 0; i + 1 < edges.size(); i++) {
                    int from = edges.get(i);
                    int to = edges.get(i + 1);
                    Set<Use> uses = uses(site, from, to, consumers);
                    if (!uses.isEmpty()) {
                        groups.computeIfAbsent(new Signature(to - from, uses), s -> new ArrayList<>())
                                .add(new Lane.Member(site, from));
                    }
                }
            }
            List<Map.Entry<Signature, List<Lane.Member>>> ordered = new ArrayList<>(groups.entrySet());
            // A lane's consumers come after all its members, so the last member decides the order.
            ordered.sort(Comparator.comparingInt(entry -> entry.getValue().stream()
                    .mapToInt(member -> member.site().index())
                    .max()
                    .orElseThrow()));
            List<Lane> lanes = new ArrayList<>();
            for (Map.Entry<Signature, List<Lane.Member>> entry : ordered) {
                Lane lane = new Lane(lanes.size(), entry.getKey().width(), List.copyOf(entry.getValue()));
                lanes.add(lane);
                usesOf.put(lane, entry.getKey().uses());
            }
            return lanes;
        }

        private Set<Use> uses(Site site, int from, int to, Map<Integer, List<Term>> consumers) {
            record Place(int consumer, int at, @Nullable Node coefficient) {}
            Map<Place, Double> scales = new LinkedHashMap<>();
            consumers.forEach((consumer, terms) -> {
                for (Term t : terms) {
                    boolean covers = t.source().equals(new Source(Kind.SITE, site.index()))
                            && t.sourceAt() <= from
                            && to <= t.sourceAt() + t.length();
                    if (covers) {
                        int shift = from - t.sourceAt();
                        Place place = new Place(consumer, t.at() + shift, part(t, shift, to - from));
                        scales.merge(place, t.scale(), Double::sum);
                    }
                }
            });
            Set<Use> uses = new LinkedHashSet<>();
            scales.forEach(
                    (place, scale) -> uses.add(new Use(place.consumer(), place.at(), scale, place.coefficient())));
            return uses;
        }

        private @Nullable Node part(Term t, int shift, int length) {
            Node coefficient = t.coefficient();
            return coefficient == null ? null : graph.slice(coefficient, shift, shift + length);
        }

        /** The tangent of a consumer in terms of state parts and lanes. */
        private List<Term> inLanes(int consumer, List<Term> terms) {
            List<Term> rewritten = new ArrayList<>(
                    terms.stream().filter(t -> t.source().kind() != Kind.SITE).toList());
            usesOf.forEach((lane, uses) -> {
                for (Use use : uses) {
                    if (use.consumer() == consumer) {
                        rewritten.add(new Term(
                                new Source(Kind.LANE, lane.index()),
                                0,
                                use.at(),
                                lane.width(),
                                use.scale(),
                                use.coefficient()));
                    }
                }
            });
            return linearizer.folded(rewritten);
        }

        private static List<Target> targets(Site site, List<Lane> lanes) {
            List<Target> targets = new ArrayList<>();
            for (Lane lane : lanes) {
                for (Lane.Member member : lane.members()) {
                    if (member.site().index() == site.index()) {
                        targets.add(new Target(lane, member.from()));
                    }
                }
            }
            return targets;
        }

        private int statePart(Site site, List<Term> terms) {
            Term only = terms.get(0);
            boolean identity = terms.size() == 1
                    && only.source().kind() == Kind.STATE
                    && only.coefficient() == null
                    && only.scale() == 1
                    && only.sourceAt() == 0
                    && only.at() == 0
                    && only.length() == site.featureWidth()
                    && only.length() == state.get(only.source().index()).width();
            return identity ? only.source().index() : -1;
        }
    }
}
