package io.ntk.estimators.exact;

import io.ntk.estimators.exact.ParameterClass.Place;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The directions in which parameters perturb a step of one model. Parameters whose columns of D are parallel at every trial and step
 * share an entry g: D[·, i] = d_i r_g with the direction r_g of the entry and a slope d_i. All gates of a GRU push a unit of h, along
 * the same direction; in an LSTM, three gates push a unit of c and with it that of h, along one direction, and the output gate
 * pushes that of h, along another.
 *
 * <p>As columns for {@link SiteGrams}, these are the directions.
 */
final class Entries implements SiteColumns {
    private static final int SEVERAL = -1;

    /**
     * An entry.
     *
     * @param row the only row in which its columns have nonzero elements, or {@link #SEVERAL}
     * @param columns the columns of D that are parallel to its direction
     */
    private record Entry(int row, List<SiteColumn> columns) {}

    private final ModelPieces model;
    private final List<Entry> entries;
    private final Map<SiteColumn, Integer> entryOf = new HashMap<>();
    private final List<SiteColumn> columns = new ArrayList<>();
    private final Map<SiteColumn, double[]> slopes = new HashMap<>();
    private final SiteShape shape;

    private Entries(ModelPieces model, List<Entry> entries) {
        this.model = model;
        this.entries = entries;
        for (int g = 0; g < entries.size(); g++) {
            for (SiteColumn column : entries.get(g).columns()) {
                entryOf.put(column, g);
                columns.add(column);
            }
        }
        int size = model.perturbationSize();
        this.shape = SiteShape.of(
                size, entries.stream().map(entry -> rows(entry, model)).toList());
    }

    private static BitSet rows(Entry entry, ModelPieces model) {
        BitSet rows = new BitSet();
        entry.columns().forEach(column -> rows.or(model.shape(column.site()).rows(column.index())));
        return rows;
    }

    /**
     * Sorts the columns of D into entries.
     *
     * @param model the pieces of a model
     * @param classes its parameter classes
     * @return the entries, or nothing if a parameter pushes a step along several of them, as in a Runge–Kutta step
     */
    static Optional<Entries> of(ModelPieces model, List<ParameterClass> classes) {
        Map<Integer, List<SiteColumn>> byRow = new LinkedHashMap<>();
        List<SiteColumn> full = new ArrayList<>();
        classes.stream()
                .flatMap(of -> of.places().stream())
                .mapToInt(Place::site)
                .distinct()
                .forEach(site -> sort(site, model.shape(site), byRow, full));
        List<Entry> found = new ArrayList<>();
        byRow.forEach((row, columns) -> found.add(new Entry(row, columns)));
        ParallelColumns.of(model, full).forEach(columns -> found.add(new Entry(SEVERAL, columns)));
        Entries entries = new Entries(model, found);
        return classes.stream().allMatch(entries::haveOneEach) ? Optional.of(entries) : Optional.empty();
    }

    private static void sort(int site, SiteShape shape, Map<Integer, List<SiteColumn>> byRow, List<SiteColumn> full) {
        for (int i = 0; i < shape.width(); i++) {
            SiteColumn column = new SiteColumn(site, i);
            int nonZeros = shape.begin(i + 1) - shape.begin(i);
            if (nonZeros > 1) {
                full.add(column);
            } else if (nonZeros == 1) {
                byRow.computeIfAbsent(shape.rowOf(shape.begin(i)), row -> new ArrayList<>())
                        .add(column);
            }
        }
    }

    private boolean haveOneEach(ParameterClass of) {
        for (int i = 0; i < of.width(); i++) {
            int index = i;
            long entriesOfIndex = of.places().stream()
                    .map(place -> entryOf.get(new SiteColumn(place.site(), index)))
                    .filter(Objects::nonNull)
                    .distinct()
                    .count();
            if (entriesOfIndex > 1) {
                return false;
            }
        }
        return true;
    }

    /** {@return the entry of a column of a class, or −1 if its D is zero throughout} */
    int entryOf(ParameterClass of, int index) {
        return of.places().stream()
                .map(place -> entryOf.get(new SiteColumn(place.site(), index)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(-1);
    }

    @Override
    public int width() {
        return entries.size();
    }

    @Override
    public int places() {
        return 1;
    }

    @Override
    public SiteShape shape(int place) {
        return shape;
    }

    /** {@return the elements of the buffer for directions that are not cached} */
    long scratchElements() {
        return (long) model.steps() * shape.stored();
    }

    @Override
    public DoubleBuffer jacobians(int place, int trial, DirectBuffers workspace) {
        return model.directions(trial, shape.stored(), workspace, out -> readDirections(trial, workspace, out));
    }

    private void readDirections(int trial, DirectBuffers workspace, DoubleBuffer out) {
        TrialColumns of = new TrialColumns(model, columns, trial, workspace);
        for (int step = 0; step < model.steps(trial); step++) {
            for (int g = 0; g < width(); g++) {
                shape.put(out, step, g, direction(entries.get(g), of, step));
            }
        }
    }

    private double[] direction(Entry entry, TrialColumns of, int step) {
        double[] unit = new double[model.perturbationSize()];
        if (entry.row() != SEVERAL) {
            unit[entry.row()] = 1;
            return unit;
        }
        return Direction.of(values(entry, of, step)).elements();
    }

    private double[][] values(Entry entry, TrialColumns of, int step) {
        double[][] values = new double[entry.columns().size()][model.perturbationSize()];
        for (int c = 0; c < values.length; c++) {
            of.copy(entry.columns().get(c), step, values[c]);
        }
        return values;
    }

    /** {@return for each column of D its slopes at every step of every trial; none for columns that are zero throughout} */
    Map<SiteColumn, double[]> slopes() {
        if (slopes.isEmpty()) {
            readSlopes();
        }
        return slopes;
    }

    private void readSlopes() {
        columns.forEach(column -> slopes.put(column, new double[model.stepsBefore(model.trials())]));
        DirectBuffers workspace = new DirectBuffers(ExactNtk.NAME);
        for (int trial = 0; trial < model.trials(); trial++) {
            TrialColumns of = new TrialColumns(model, columns, trial, workspace);
            for (int step = 0; step < model.steps(trial); step++) {
                for (Entry entry : entries) {
                    putSlopes(entry, of, step, model.stepsBefore(trial) + step);
                }
            }
        }
    }

    private void putSlopes(Entry entry, TrialColumns of, int step, int at) {
        if (entry.row() != SEVERAL) {
            for (SiteColumn column : entry.columns()) {
                Objects.requireNonNull(slopes.get(column))[at] = of.only(column, step, entry.row());
            }
            return;
        }
        double[][] values = values(entry, of, step);
        Direction direction = Direction.of(values);
        for (int c = 0; c < values.length; c++) {
            Objects.requireNonNull(slopes.get(entry.columns().get(c)))[at] = direction.slopeOf(values[c]);
        }
    }
}
