package io.ntk.backend.nativejvm;

import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Readout;
import io.ntk.api.spi.DenseProducts;
import io.ntk.api.spi.StepStructure;
import io.ntk.program.Lane;
import io.ntk.program.ParameterBlock;
import io.ntk.program.Site;
import io.ntk.program.StepProgram;
import io.ntk.program.Term.Kind;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The step Jacobians as dense matrices, assembled from the same program that the sweeps run. */
final class NativeStepStructure implements StepStructure {
    private final Sweeps sweeps;
    private final List<Place> places = new ArrayList<>();
    private final List<AffineSite> sites = new ArrayList<>();
    private final double[] theta;
    private final Map<ShardSite, Optional<SiteElements>> elements = new ConcurrentHashMap<>();

    /** A site, by its index, on the shard of some trials. */
    private record ShardSite(ShardTrials trials, int site) {}

    /**
     * Where a listed site is found; {@code site} is null for the readout.
     *
     * @param features the feature matrix that holds its features, or −1 if it lists no weight
     * @param column their first column there
     */
    private record Place(@Nullable Site site, int features, int column) {}

    NativeStepStructure(Sweeps sweeps) {
        this.sweeps = sweeps;
        Derivative derivative = sweeps.derivative();
        this.theta = derivative.problem().parameters().toArray();
        ParameterLayout selected = derivative.problem().selectedLayout();
        for (Site site : derivative.program().sites()) {
            ParameterTensor weight = site.weight();
            ParameterTensor bias = site.bias();
            addSite(
                    site,
                    weight != null && selected.contains(weight.name()) ? weight.name() : "",
                    bias != null && selected.contains(bias.name()) ? bias.name() : "",
                    site.featureWidth(),
                    site.width());
        }
        if (derivative.observesOutputs()) {
            addSite(
                    null,
                    selected.contains(Readout.WEIGHT) ? Readout.WEIGHT : "",
                    selected.contains(Readout.BIAS) ? Readout.BIAS : "",
                    derivative.hidden(),
                    derivative.observedWidth());
        }
    }

    private void addSite(@Nullable Site site, String weight, String bias, int featureWidth, int width) {
        boolean isUsed = site == null
                || lanes().stream()
                        .anyMatch(lane -> lane.members().stream()
                                .anyMatch(member -> member.site().index() == site.index()));
        if (isUsed && !(weight.isEmpty() && bias.isEmpty())) {
            sites.add(new AffineSite(weight, bias, weight.isEmpty() ? 0 : featureWidth, width));
            places.add(weight.isEmpty() ? new Place(site, -1, 0) : featurePlace(site, weight));
        }
    }

    private List<Lane> lanes() {
        return sweeps.derivative().program().lanes();
    }

    private Place featurePlace(@Nullable Site site, String weight) {
        Derivative derivative = sweeps.derivative();
        if (site == null) {
            ParameterBlock block =
                    java.util.Objects.requireNonNull(derivative.parameters().readout());
            return new Place(null, block.features(), 0);
        }
        for (Lane lane : lanes()) {
            ParameterBlock block = derivative.parameters().lanes().get(lane.index());
            if (block != null) {
                int column = 0;
                List<ParameterBlock.FeatureColumns> columns =
                        derivative.parameters().features().get(block.features()).columns();
                for (int i = 0; i < columns.size(); i++) {
                    boolean isIt = java.util.Objects.equals(columns.get(i).node(), site.feature())
                            && block.slots().get(i).tensor().name().equals(weight);
                    if (isIt) {
                        return new Place(site, block.features(), column);
                    }
                    column += columns.get(i).width();
                }
            }
        }
        throw new IllegalStateException("no lane holds the differentiated weight " + weight);
    }

    @Override
    public int stateSize() {
        return sweeps.derivative().problem().model().stateSize();
    }

    @Override
    public int perturbationSize() {
        return sweeps.derivative().perturbationWidth();
    }

    @Override
    public List<AffineSite> sites() {
        return List.copyOf(sites);
    }

    private Shard shardOf(int trial) {
        for (Shard shard : sweeps.derivative().shards()) {
            if (shard.order().placeOf(trial) >= 0) {
                return shard;
            }
        }
        throw new IndexOutOfBoundsException("trial " + trial);
    }

    private int steps(int trial) {
        ShardTrials order = shardOf(trial).order();
        return order.stepsOf(order.placeOf(trial));
    }

    @Override
    public void features(int site, int trial, DoubleBuffer out) {
        Derivative derivative = sweeps.derivative();
        Place place = places.get(site);
        if (place.features() < 0) {
            return;
        }
        Shard shard = shardOf(trial);
        int depth = derivative.parameters().features().get(place.features()).depth();
        int width = sites.get(site).featureWidth();
        Scratch columns = derivative.arithmetic().scratch(depth);
        double[] wide = new double[width];
        int inShard = shard.order().placeOf(trial);
        int steps = steps(trial);
        for (int step = 0; step < steps; step++) {
            int at = (shard.order().rowsBefore(step) + inShard) * depth;
            derivative
                    .arithmetic()
                    .load(shard.features().get(place.features()), at + place.column(), columns, 0, width);
            derivative.arithmetic().widen(columns, 0, wide, 0, width);
            out.put(step * width, wide, 0, width);
        }
    }

    @Override
    public void stateJacobians(int trial, DoubleBuffer out) {
        Dense dense = new Dense(shardOf(trial), stateSize());
        int size = stateSize();
        int steps = steps(trial);
        for (int step = 0; step < steps; step++) {
            double[] jacobian = dense.jacobian(trial, step, null, size);
            out.put(step * size * size, jacobian, 0, size * size);
        }
    }

    @Override
    public void siteJacobians(int site, int trial, DoubleBuffer out) {
        int width = sites.get(site).width();
        int size = perturbationSize();
        Site place = places.get(site).site();
        Dense dense = new Dense(shardOf(trial), width);
        int steps = steps(trial);
        for (int step = 0; step < steps; step++) {
            double[] jacobian;
            if (place == null) {
                jacobian = new double[size * width];
                for (int i = 0; i < width; i++) {
                    jacobian[(stateSize() + i) * width + i] = 1;
                }
            } else {
                jacobian = dense.jacobian(trial, step, place, size);
            }
            out.put(step * size * width, jacobian, 0, size * width);
        }
    }

    @Override
    public Optional<int[][]> siteRows(int site) {
        Site place = places.get(site).site();
        if (place == null) {
            return Optional.of(IntStream.range(0, sites.get(site).width())
                    .mapToObj(i -> new int[] {stateSize() + i})
                    .toArray(int[][]::new));
        }
        return elements(place, sweeps.derivative().shards().get(0)).map(SiteElements::rows);
    }

    @Override
    public void siteElements(int site, int trial, DoubleBuffer out) {
        Site place = places.get(site).site();
        int steps = steps(trial);
        if (place == null) {
            double[] ones = new double[steps * sites.get(site).width()];
            Arrays.fill(ones, 1);
            out.put(0, ones);
            return;
        }
        Shard shard = shardOf(trial);
        elements(place, shard)
                .orElseThrow(() -> new UnsupportedOperationException("the rows of D are not known"))
                .compute(shard.order().placeOf(trial), steps, out);
    }

    private Optional<SiteElements> elements(Site site, Shard shard) {
        return elements.computeIfAbsent(
                new ShardSite(shard.order(), site.index()), key -> SiteElements.of(sweeps.derivative(), shard, site));
    }

    /** The tangent program on all unit vectors at once: of the state, or of a site's value. */
    private final class Dense {
        private final Derivative derivative = sweeps.derivative();
        private final Shard shard;
        private final int columns;
        private final BoundTerm[] direct;
        private final BoundTerm[] fromLanes;
        private final BoundTerm[] fromNext;
        private final List<BoundTerm[]> featuresFromState = new ArrayList<>();
        private final List<BoundTerm[]> featuresFromLanes = new ArrayList<>();

        Dense(Shard shard, int columns) {
            this.shard = shard;
            this.columns = columns;
            this.direct = BoundTerm.ofNextState(derivative, shard, Kind.STATE, 1);
            this.fromLanes = BoundTerm.ofNextState(derivative, shard, Kind.LANE, 1);
            this.fromNext = BoundTerm.ofNextState(derivative, shard, Kind.NEXT, 1);
            for (int i = 0; i < derivative.program().features().size(); i++) {
                featuresFromState.add(BoundTerm.ofFeature(derivative, shard, i, Kind.STATE, 1));
                featuresFromLanes.add(BoundTerm.ofFeature(derivative, shard, i, Kind.LANE, 1));
            }
        }

        /** ∂(next state)/∂(site), or ∂(next state)/∂(state) if the site is null, {@code [rows, columns]}. */
        double[] jacobian(int trial, int step, @Nullable Site site, int rows) {
            int place = shard.order().rowsBefore(step) + shard.order().placeOf(trial);
            List<double[]> lanes = new ArrayList<>();
            for (Lane lane : lanes()) {
                double[] tangent = new double[lane.width() * columns];
                for (Lane.Member member : lane.members()) {
                    if (site != null && member.site().index() == site.index()) {
                        for (int i = 0; i < lane.width(); i++) {
                            tangent[i * columns + member.from() + i] = 1;
                        }
                    }
                }
                lanes.add(tangent);
            }
            for (int i = 0; i < derivative.program().features().size(); i++) {
                addFeature(i, place, site == null, lanes);
            }
            double[] next = new double[rows * columns];
            int hidden = derivative.hidden();
            for (BoundTerm term : fromLanes) {
                add(term, place, lanes.get(term.source()), 0, next, term.target() * hidden);
            }
            if (site == null) {
                for (BoundTerm term : direct) {
                    addUnits(term, place, next, term.target() * hidden);
                }
            }
            for (BoundTerm term : fromNext) {
                add(term, place, next, term.source() * hidden, next, term.target() * hidden);
            }
            return next;
        }

        private void addFeature(int i, int place, boolean ofState, List<double[]> lanes) {
            StepProgram.Feature feature = derivative.program().features().get(i);
            int width = feature.site().featureWidth();
            double[] tangent = new double[width * columns];
            if (ofState) {
                for (BoundTerm term : featuresFromState.get(i)) {
                    addUnits(term, place, tangent, 0);
                }
            }
            for (BoundTerm term : featuresFromLanes.get(i)) {
                add(term, place, lanes.get(term.source()), 0, tangent, 0);
            }
            int[] first = new int[width];
            int[] end = new int[width];
            for (int inner = 0; inner < width; inner++) {
                findNonZeros(tangent, inner, first, end);
            }
            for (StepProgram.Target target : feature.targets()) {
                double[] lane = lanes.get(target.lane().index());
                int weightAt = feature.weightAt(target);
                for (int row = 0; row < target.lane().width(); row++) {
                    for (int inner = 0; inner < width; inner++) {
                        double weight = theta[weightAt + row * width + inner];
                        int from = inner * columns + first[inner];
                        axpy(weight, tangent, from, lane, row * columns + first[inner], end[inner] - first[inner]);
                    }
                }
            }
        }

        /** Features are mostly the state itself, so their tangents are mostly diagonal. */
        private void findNonZeros(double[] tangent, int row, int[] first, int[] end) {
            for (int column = 0; column < columns; column++) {
                if (tangent[row * columns + column] != 0) {
                    first[row] = end[row] == 0 ? column : first[row];
                    end[row] = column + 1;
                }
            }
        }

        private void axpy(double factor, double[] from, int fromAt, double[] to, int toAt, int count) {
            for (int column = 0; column < count; column++) {
                to[toAt + column] += factor * from[fromAt + column];
            }
        }

        private double factor(BoundTerm term, int place, int i) {
            Scratch values = term.values();
            return values == null
                    ? term.term().scale()
                    : derivative.arithmetic().get(values, place * term.term().length() + i);
        }

        private void add(BoundTerm term, int place, double[] from, int fromRow, double[] to, int toRow) {
            for (int i = 0; i < term.term().length(); i++) {
                int source = (fromRow + term.term().sourceAt() + i) * columns;
                int target = (toRow + term.term().at() + i) * columns;
                axpy(factor(term, place, i), from, source, to, target, columns);
            }
        }

        /** The source is the state itself, whose derivative with respect to itself is the identity. */
        private void addUnits(BoundTerm term, int place, double[] to, int toRow) {
            for (int i = 0; i < term.term().length(); i++) {
                int unit = term.source() * derivative.hidden() + term.term().sourceAt() + i;
                to[(toRow + term.term().at() + i) * columns + unit] += factor(term, place, i);
            }
        }
    }

    @Override
    public double[] observation() {
        Derivative derivative = sweeps.derivative();
        int size = perturbationSize();
        int observed = derivative.observedWidth();
        int hidden = derivative.hidden();
        int at = derivative.observedPart() * hidden;
        double[] observation = new double[observed * size];
        for (int i = 0; i < observed; i++) {
            if (derivative.observesOutputs()) {
                System.arraycopy(theta, derivative.readoutAt() + i * hidden, observation, i * size + at, hidden);
                observation[i * size + stateSize() + i] = 1;
            } else {
                observation[i * size + at + i] = 1;
            }
        }
        return observation;
    }

    @Override
    public DenseProducts products() {
        return new NativeProducts(sweeps.derivative().engine());
    }
}
