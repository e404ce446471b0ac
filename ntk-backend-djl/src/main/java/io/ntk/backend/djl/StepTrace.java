package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.RecurrentModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link TracedProgram} of a model. The cell takes one step from all states of a run at once, all steps and trials
 * being rows, and autograd records what it does between the affine maps; there it works column by column, so a backward pass
 * from each result gives the derivatives in all rows and columns. No derivative is written down here.
 */
final class StepTrace implements CellMath<Lanes>, CellParameters<Lanes> {
    private final ModelArrays arrays;
    private final RecurrentModel model;
    private final ParameterLayout selected;
    private final DjlCellMath math;
    private final DjlCellParameters values;
    private final List<NDArray> variables = new ArrayList<>();
    private final List<NDArray> kept = new ArrayList<>();
    private final List<TracedProgram.Definition> definitions = new ArrayList<>();
    private final Map<String, Lanes.Leaf> leaves = new HashMap<>();
    private final Map<Lanes.Segment, Integer> copies = new HashMap<>();
    private final Map<Lanes.Segment, TracedProgram.Piece> pieces = new HashMap<>();

    private StepTrace(ModelArrays arrays) {
        this.arrays = arrays;
        this.model = arrays.problem().model();
        this.selected = arrays.problem().selectedLayout();
        NDArray time = arrays.timeRows();
        this.math = new DjlCellMath(arrays.engine(), time);
        this.values = new DjlCellParameters(arrays.parameters(), time.getShape().get(0));
    }

    /** {@return the program, whose arrays are kept; called within a recording frame} */
    static TracedProgram trace(ModelArrays arrays, Trajectory trajectory) {
        return new StepTrace(arrays).run(trajectory).withSumsMerged();
    }

    private TracedProgram run(Trajectory trajectory) {
        List<Lanes> state = new ArrayList<>();
        trajectory.previous().forEach(part -> state.add(variable(part)));
        Lanes input = new Lanes(List.of(Lanes.Segment.constant(arrays.inputRows())));
        List<Lanes> next = model.step(this, this, input, state);
        List<Lanes> results = new ArrayList<>();
        for (int part = 0; part < next.size(); part++) {
            Lanes result = variable(next.get(part).value());
            definitions.add(new TracedProgram.Next(variables.size() - 1, part, pieces(next.get(part))));
            results.add(result);
        }
        Lanes observed = results.get(model.cell().observedPart());
        if (arrays.outputWidth() > 0) {
            observed = model.output(this, this, observed);
        }
        List<Integer> widths = variables.stream().map(math::width).toList();
        return new TracedProgram(widths, definitions, variableOf(observed), kept);
    }

    /** {@return the variable that makes up all of an array} */
    private static int variableOf(Lanes whole) {
        Lanes.Place place = whole.segments().get(0).place();
        if (whole.segments().size() != 1 || place == null) {
            throw new IllegalStateException("What is observed is not one variable.");
        }
        return place.variable();
    }

    /** {@return a new variable of that value} */
    private Lanes variable(NDArray value) {
        variables.add(value);
        return new Lanes(List.of(Lanes.Segment.of(variables.size() - 1, 0, value)));
    }

    /** {@return a segment as autograd follows it} */
    private Lanes.Segment followed(Lanes.Segment segment) {
        Lanes.Place place = segment.place();
        if (place == null) {
            return segment;
        }
        String key = place.variable() + ":" + place.from() + ":" + segment.width();
        Lanes.Leaf leaf = leaves.computeIfAbsent(key, k -> {
            NDArray value = segment.value().stopGradient().duplicate();
            value.setRequiresGradient(true);
            return new Lanes.Leaf(place, value);
        });
        return Lanes.Segment.computed(leaf.value(), List.of(new Lanes.Dependency(leaf, 0)));
    }

    /** {@return the segment as a variable of its own} */
    private Lanes.Segment copied(Lanes.Segment segment) {
        Lanes copy = variable(segment.value().stopGradient());
        definitions.add(new TracedProgram.Copy(variables.size() - 1, List.of(piece(segment))));
        return copy.segments().get(0);
    }

    private Lanes map(Lanes a, UnaryOperator<NDArray> function) {
        List<Lanes.Segment> results = new ArrayList<>();
        for (Lanes.Segment segment : a.segments()) {
            Lanes.Segment x = followed(segment);
            results.add(Lanes.Segment.computed(function.apply(x.value()), x.dependencies()));
        }
        return new Lanes(results);
    }

    private Lanes combine(Lanes a, Lanes b, BinaryOperator<NDArray> function) {
        List<Lanes.Segment> left = a.cutLike(b).segments();
        List<Lanes.Segment> right = b.cutLike(a).segments();
        List<Lanes.Segment> results = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            Lanes.Segment x = followed(left.get(i));
            Lanes.Segment y = followed(right.get(i));
            if (x.overlaps(y)) {
                y = followed(copied(y));
            }
            Set<Lanes.Dependency> all = new LinkedHashSet<>(x.dependencies());
            all.addAll(y.dependencies());
            results.add(Lanes.Segment.computed(function.apply(x.value(), y.value()), List.copyOf(all)));
        }
        return new Lanes(results);
    }

    private List<TracedProgram.Piece> pieces(Lanes lanes) {
        return lanes.segments().stream().map(this::piece).toList();
    }

    private TracedProgram.Piece piece(Lanes.Segment segment) {
        Integer copy = copies.get(segment);
        if (copy != null) {
            return whole(new Lanes.Place(copy, 0), segment.width());
        }
        Lanes.Place place = segment.place();
        if (place != null) {
            return whole(place, segment.width());
        }
        TracedProgram.Piece known = pieces.get(segment);
        if (known == null) {
            known = new TracedProgram.Piece(segment.width(), differentiate(segment));
            pieces.put(segment, known);
        }
        return known;
    }

    /** {@return the array, whose computed segments become variables: an input of a layer is often part of the state too} */
    private Lanes shared(Lanes lanes) {
        for (Lanes.Segment segment : lanes.segments()) {
            if (segment.place() == null && !segment.isConstant() && !copies.containsKey(segment)) {
                copied(segment);
                copies.put(segment, variables.size() - 1);
            }
        }
        return lanes;
    }

    private static TracedProgram.Piece whole(Lanes.Place place, int width) {
        return new TracedProgram.Piece(width, List.of(new TracedProgram.Product(1, null, List.of(place))));
    }

    private List<TracedProgram.Product> differentiate(Lanes.Segment segment) {
        if (segment.isConstant()) {
            return List.of();
        }
        List<Lanes.Leaf> used = segment.dependencies().stream()
                .map(Lanes.Dependency::leaf)
                .distinct()
                .toList();
        List<NDArray> gradients = arrays.engine()
                .autograd()
                .gradients(
                        List.of(segment.value()),
                        used.stream().map(Lanes.Leaf::value).toList(),
                        List.of(segment.value().onesLike()));
        List<TracedProgram.Product> products = new ArrayList<>();
        for (Lanes.Dependency dependency : segment.dependencies()) {
            Lanes.Leaf leaf = dependency.leaf();
            int from = dependency.offset();
            NDArray coefficient = ModelArrays.columns(gradients.get(used.indexOf(leaf)), from, from + segment.width());
            addTo(products, coefficient, leaf.place().plus(from));
        }
        return products;
    }

    /** Adds a product, to one of the same coefficient if there is one, and none if it is zero everywhere. */
    private void addTo(List<TracedProgram.Product> products, NDArray coefficient, Lanes.Place place) {
        double least = DjlEngine.download(coefficient.min())[0];
        double greatest = DjlEngine.download(coefficient.max())[0];
        if (!Double.isFinite(least) || !Double.isFinite(greatest)) {
            throw notFinite(coefficient);
        }
        boolean uniform = least == greatest;
        if (uniform && least == 0) {
            return;
        }
        NDArray everywhere = uniform
                ? null
                : arrays.engine().duplicateContiguous(coefficient).reshape(arrays.steps(), arrays.trials(), 1, -1);
        for (int i = 0; i < products.size(); i++) {
            TracedProgram.Product product = products.get(i);
            boolean same = everywhere == null
                    ? product.coefficient() == null && product.factor() == least
                    : product.coefficient() != null && product.coefficient().contentEquals(everywhere);
            if (same) {
                List<Lanes.Place> places = new ArrayList<>(product.places());
                places.add(place);
                products.set(i, new TracedProgram.Product(product.factor(), product.coefficient(), places));
                return;
            }
        }
        if (everywhere != null) {
            kept.add(Frame.keep(everywhere));
        }
        products.add(new TracedProgram.Product(uniform ? least : 1, everywhere, List.of(place)));
    }

    private NtkException notFinite(NDArray coefficient) {
        double[] numbers = DjlEngine.download(arrays.engine().duplicateContiguous(coefficient));
        int bad = 0;
        while (Double.isFinite(numbers[bad])) {
            bad++;
        }
        int row = bad / math.width(coefficient);
        return new NtkException(
                ErrorId.NON_FINITE,
                "The derivative of cell '" + model.name() + "' holds " + numbers[bad] + " in trial "
                        + row % arrays.trials() + " at step " + row / arrays.trials() + ".",
                "The dynamics explode or divide by zero there; check the weights and inputs.");
    }

    @Override
    public Lanes affine(String weight, String bias, Lanes x) {
        return site(weight, bias, x, values.affine(weight, bias, x.value()));
    }

    @Override
    public Lanes linear(String weight, Lanes x) {
        return site(weight, null, x, values.linear(weight, x.value()));
    }

    @Override
    public Lanes vector(String vector) {
        return site(null, vector, null, values.vector(vector));
    }

    private Lanes site(@Nullable String weight, @Nullable String bias, @Nullable Lanes x, NDArray value) {
        boolean differentiated =
                (weight != null && selected.contains(weight)) || (bias != null && selected.contains(bias));
        boolean constantInput = x == null || x.segments().stream().allMatch(Lanes.Segment::isConstant);
        if (!differentiated && constantInput) {
            return new Lanes(List.of(Lanes.Segment.constant(value)));
        }
        NDArray features = null;
        if (x != null) {
            features = Frame.keep(arrays.engine().duplicateContiguous(x.value()));
            kept.add(features);
        }
        List<TracedProgram.Piece> input = x == null ? List.of() : pieces(shared(x));
        Lanes result = variable(value);
        TracedProgram.Site site = new TracedProgram.Site(weight, bias, features, input);
        definitions.add(new TracedProgram.Affine(variables.size() - 1, List.of(site)));
        return result;
    }

    @Override
    public int width(Lanes a) {
        return a.width();
    }

    @Override
    public Lanes add(Lanes a, Lanes b) {
        return combine(a, b, math::add);
    }

    @Override
    public Lanes subtract(Lanes a, Lanes b) {
        return combine(a, b, math::subtract);
    }

    @Override
    public Lanes multiply(Lanes a, Lanes b) {
        return combine(a, b, math::multiply);
    }

    @Override
    public Lanes divide(Lanes a, Lanes b) {
        return combine(a, b, math::divide);
    }

    @Override
    public Lanes scale(Lanes a, double factor) {
        return map(a, x -> math.scale(x, factor));
    }

    @Override
    public Lanes shift(Lanes a, double offset) {
        return map(a, x -> math.shift(x, offset));
    }

    @Override
    public Lanes apply(Elementary f, Lanes a) {
        return map(a, x -> math.apply(f, x));
    }

    @Override
    public Lanes slice(Lanes a, int from, int to) {
        return a.columns(from, to);
    }

    @Override
    public Lanes concat(List<Lanes> arrays) {
        return new Lanes(arrays.stream().flatMap(a -> a.segments().stream()).toList());
    }

    /** A constant stays one segment, so that what it meets is not cut into columns. */
    @Override
    public Lanes broadcast(Lanes a, int width) {
        boolean isConstant = a.segments().size() == 1 && a.segments().get(0).isConstant();
        return isConstant
                ? new Lanes(List.of(Lanes.Segment.constant(math.broadcast(a.value(), width))))
                : concat(Collections.nCopies(width, a));
    }

    @Override
    public Lanes time() {
        return new Lanes(List.of(Lanes.Segment.constant(math.time())));
    }
}
