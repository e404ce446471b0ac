package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Factor;
import io.ntk.program.Lane;
import io.ntk.program.StepProgram;
import io.ntk.program.Term.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The linearized model, applied to some columns of a block on some shards: forwards through time, from changes of
 * parameters (or of each step's state) to changes of what is observed (or of each step's state).
 */
final class ForwardSweep {
    private final Derivative derivative;
    private final Factor mode;
    private final Arithmetic arithmetic;
    private final Part part;
    private final Workspace workspace;
    private final int columns;
    private final int hidden;
    private final Changes changes;

    /**
     * Prepares a sweep.
     *
     * @param changes those of the parameters; of no blocks where the domain of the operator is the perturbation space
     */
    ForwardSweep(Derivative derivative, Factor mode, Part part, Workspace workspace, Changes changes) {
        this.derivative = derivative;
        this.mode = mode;
        this.arithmetic = derivative.arithmetic();
        this.part = part;
        this.workspace = workspace;
        this.columns = part.columns();
        this.hidden = derivative.hidden();
        this.changes = changes;
    }

    /**
     * Changes of the parameters.
     *
     * @param blocks for each block of {@link ParameterBlock.Set#all()} its change, {@code [depth, columns, width]}
     * @param first the column of the caller's block that is the first of these
     * @param columns how many columns
     */
    record Changes(List<Memory> blocks, int first, int columns) {}

    /**
     * Runs it.
     *
     * @param from changes of each step's state for {@link Factor#PROPAGATION}, otherwise null
     * @param to receives changes of what is observed, or of each step's state for {@link Factor#ONE_STEP}
     * @param sums where not null, receives the products of the columns of {@code to} and of the changes of what is
     *     observed, which are not stored then
     */
    void run(@Nullable NativeMultiVector from, NativeMultiVector to, @Nullable PairSums sums) {
        for (Shard shard : part.shards()) {
            new OnShard(shard, from, to, sums).run();
        }
    }

    private final class OnShard {
        private final Shard shard;
        private final @Nullable BlockRows from;
        private final BlockRows to;
        private final @Nullable PairSums sums;
        private final int rows;
        private final List<Rows> tiles;
        private final List<BoundTerm> direct;
        private final List<BoundTerm> fromLanes;
        private final List<BoundTerm> fromNext;
        private final List<List<BoundTerm>> featuresFromState = new ArrayList<>();
        private final List<List<BoundTerm>> featuresFromLanes = new ArrayList<>();
        private final boolean[] isDirect;

        OnShard(Shard shard, @Nullable NativeMultiVector from, NativeMultiVector to, @Nullable PairSums sums) {
            this.shard = shard;
            this.from = from == null ? null : new BlockRows(from, shard.firstTrial(), part.from());
            this.to = new BlockRows(to, shard.firstTrial(), part.from());
            this.sums = sums;
            this.rows = shard.trials() * columns;
            this.tiles = Rows.tiles(shard.trials(), columns, hidden);
            if (sums != null) {
                // The sums of some columns stay in the first-level cache until others come.
                tiles.sort(Comparator.comparingInt(Rows::from));
            }
            this.direct = BoundTerm.ofNextState(derivative, shard, Kind.STATE, workspace.mostRows);
            this.fromLanes = BoundTerm.ofNextState(derivative, shard, Kind.LANE, workspace.mostRows);
            this.fromNext = BoundTerm.ofNextState(derivative, shard, Kind.NEXT, workspace.mostRows);
            this.isDirect = new boolean[derivative.parts()];
            direct.forEach(term -> isDirect[term.source()] = true);
            for (int i = 0; i < derivative.program().features().size(); i++) {
                featuresFromState.add(BoundTerm.ofFeature(derivative, shard, i, Kind.STATE, workspace.mostRows));
                featuresFromLanes.add(BoundTerm.ofFeature(derivative, shard, i, Kind.LANE, workspace.mostRows));
            }
        }

        void run() {
            for (int step = 0; step < derivative.steps(); step++) {
                int slot = step % workspace.slab;
                if (mode.isFromParameters() && slot == 0) {
                    fromParameters(step, Math.min(workspace.slab, derivative.steps() - step));
                }
                boolean carried = mode.isRecurrent() && step > 0;
                boolean[] defined = new boolean[derivative.program().lanes().size()];
                for (Lane lane : derivative.program().lanes()) {
                    defined[lane.index()] = mode.isFromParameters()
                            && derivative.parameters().lanes().get(lane.index()) != null;
                }
                throughFeatures(step, slot, carried, defined);
                for (Rows tile : tiles) {
                    nextState(step, slot, tile, carried, defined);
                }
                if (mode.isToObservations() && derivative.observesOutputs() && derivative.isObserved(step)) {
                    outputs(step);
                } else if (!mode.isToObservations() && derivative.observesOutputs()) {
                    outputPerturbations(step);
                }
            }
        }

        /** What the parameters add to the lanes, for some steps at once. */
        private void fromParameters(int step, int steps) {
            int block = 0;
            for (Lane lane : derivative.program().lanes()) {
                ParameterBlock entry = derivative.parameters().lanes().get(lane.index());
                if (entry != null) {
                    product(entry, block, step, steps, lane.width(), workspace.lanes.get(lane.index()), 0);
                    block++;
                }
            }
        }

        /** to (+)= features · change, over all trials of the shard and some steps. */
        private void product(ParameterBlock entry, int block, int step, int steps, int width, Memory to, double beta) {
            int startDepth = shard.startDepths().get(entry.features());
            if (step > 0 || startDepth == entry.depth()) {
                product(entry, block, step, steps, width, to, 0, beta, entry.depth());
                return;
            }
            product(entry, block, 0, 1, width, to, 0, beta, startDepth);
            if (steps > 1) {
                product(entry, block, 1, steps - 1, width, to, rows * width, beta, entry.depth());
            }
        }

        /** The same with the first {@code depth} columns of the features only. */
        private void product(
                ParameterBlock entry,
                int block,
                int step,
                int steps,
                int width,
                Memory to,
                int at,
                double beta,
                int depth) {
            arithmetic.gemm(
                    false,
                    false,
                    steps * shard.trials(),
                    columns * width,
                    depth,
                    1,
                    shard.features().get(entry.features()),
                    step * shard.trials() * entry.depth(),
                    entry.depth(),
                    changes.blocks().get(block),
                    (part.from() - changes.first()) * width,
                    changes.columns() * width,
                    beta,
                    to,
                    at,
                    columns * width);
        }

        /** Adds to the lanes what comes through the weights, the first site first. */
        private void throughFeatures(int step, int slot, boolean carried, boolean[] defined) {
            List<StepProgram.Feature> features = derivative.program().features();
            for (int i = 0; i < features.size(); i++) {
                StepProgram.Feature feature = features.get(i);
                boolean active = feature.statePart() >= 0 ? carried : featureChange(i, step, slot, carried, defined);
                if (!active) {
                    continue;
                }
                int width = feature.site().featureWidth();
                for (int j = 0; j < feature.targets().size(); j++) {
                    Lane lane = feature.targets().get(j).lane();
                    arithmetic.gemm(
                            false,
                            false,
                            rows,
                            lane.width(),
                            width,
                            1,
                            feature.statePart() >= 0
                                    ? workspace.state.get(feature.statePart())
                                    : workspace.features.get(i),
                            0,
                            width,
                            derivative.weights().transposed(),
                            derivative.weights().transposedAt(i, j),
                            lane.width(),
                            defined[lane.index()] ? 1 : 0,
                            workspace.lanes.get(lane.index()),
                            slot * rows * lane.width(),
                            lane.width());
                    defined[lane.index()] = true;
                }
            }
        }

        /** Computes the change of a feature. Returns whether there is any. */
        private boolean featureChange(int i, int step, int slot, boolean carried, boolean[] defined) {
            boolean any = carried && !featuresFromState.get(i).isEmpty();
            for (BoundTerm term : featuresFromLanes.get(i)) {
                any |= defined[term.source()];
            }
            if (!any) {
                return false;
            }
            int width = derivative.program().features().get(i).site().featureWidth();
            Scratch change = workspace.featureRows.get(i);
            for (Rows tile : tiles) {
                int place = step * shard.trials() + tile.trial();
                arithmetic.zero(change, 0, tile.count() * width);
                if (carried) {
                    for (BoundTerm term : featuresFromState.get(i)) {
                        loadState(term.source(), tile);
                        Scratch state = workspace.stateRows.get(term.source());
                        term.forward(tile, change, width, state, hidden, place, true);
                    }
                }
                for (BoundTerm term : featuresFromLanes.get(i)) {
                    if (defined[term.source()]) {
                        int laneWidth = loadLane(term.source(), slot, tile);
                        Scratch lane = workspace.laneRows.get(term.source());
                        term.forward(tile, change, width, lane, laneWidth, place, true);
                    }
                }
                arithmetic.store(change, 0, workspace.features.get(i), tile.at(columns, width), tile.count() * width);
            }
            return true;
        }

        private void loadState(int p, Rows tile) {
            arithmetic.load(
                    workspace.state.get(p),
                    tile.at(columns, hidden),
                    workspace.stateRows.get(p),
                    0,
                    tile.count() * hidden);
        }

        private int loadLane(int index, int slot, Rows tile) {
            int width = derivative.program().lanes().get(index).width();
            arithmetic.load(
                    workspace.lanes.get(index),
                    slot * rows * width + tile.at(columns, width),
                    workspace.laneRows.get(index),
                    0,
                    tile.count() * width);
            return width;
        }

        /** The change of the next state for the rows of one trial. */
        private void nextState(int step, int slot, Rows tile, boolean carried, boolean[] defined) {
            int place = step * shard.trials() + tile.trial();
            boolean[] started = new boolean[derivative.parts()];
            for (Lane lane : derivative.program().lanes()) {
                if (defined[lane.index()]) {
                    loadLane(lane.index(), slot, tile);
                }
            }
            for (BoundTerm term : fromLanes) {
                if (defined[term.source()]) {
                    int width = derivative.program().lanes().get(term.source()).width();
                    addToNext(term, workspace.laneRows.get(term.source()), width, tile, place, started);
                }
            }
            if (carried) {
                for (int p = 0; p < derivative.parts(); p++) {
                    if (isDirect[p]) {
                        loadState(p, tile);
                    }
                }
                for (BoundTerm term : direct) {
                    addToNext(term, workspace.stateRows.get(term.source()), hidden, tile, place, started);
                }
            }
            for (BoundTerm term : fromNext) {
                if (started[term.source()]) {
                    addToNext(term, workspace.nextRows.get(term.source()), hidden, tile, place, started);
                }
            }
            for (int p = 0; p < derivative.parts(); p++) {
                start(p, tile, started);
            }
            if (from != null) {
                addPerturbation(from, step, tile);
            }
            if (mode.isRecurrent() || derivative.observesOutputs()) {
                for (int p = 0; p < derivative.parts(); p++) {
                    arithmetic.store(
                            workspace.nextRows.get(p),
                            0,
                            workspace.state.get(p),
                            tile.at(columns, hidden),
                            tile.count() * hidden);
                }
            }
            if (!mode.isToObservations()) {
                storePerturbation(step, tile);
            } else if (!derivative.observesOutputs() && derivative.isObserved(step)) {
                observe(workspace.nextRows.get(derivative.observedPart()), step, tile, hidden);
            }
        }

        /** Stores the change of what is observed, or adds its products. */
        private void observe(Scratch change, int step, Rows tile, int width) {
            if (sums == null) {
                to.store(change, derivative.observedSegment(step), tile);
                return;
            }
            to.load(derivative.observedSegment(step), tile, workspace.rows);
            PairSums.Piece piece = new PairSums.Piece(tile.from(), tile.columns(), tile.trials(), width);
            sums.add(piece, workspace.rows, change);
        }

        private void addToNext(BoundTerm term, Scratch source, int width, Rows tile, int place, boolean[] started) {
            boolean isFirst = !started[term.target()] && term.fillsTarget(hidden);
            if (isFirst) {
                started[term.target()] = true;
            } else {
                start(term.target(), tile, started);
            }
            Scratch next = workspace.nextRows.get(term.target());
            term.forward(tile, next, hidden, source, width, place, !isFirst);
        }

        private void start(int p, Rows tile, boolean[] started) {
            if (!started[p]) {
                arithmetic.zero(workspace.nextRows.get(p), 0, tile.count() * hidden);
                started[p] = true;
            }
        }

        private void addPerturbation(BlockRows from, int step, Rows tile) {
            int width = derivative.perturbationWidth();
            from.load(step, tile, workspace.rows);
            for (int p = 0; p < derivative.parts(); p++) {
                arithmetic.combine(
                        workspace.nextRows.get(p),
                        0,
                        hidden,
                        workspace.rows,
                        p * hidden,
                        width,
                        tile.count(),
                        hidden,
                        1,
                        null,
                        0,
                        true);
            }
        }

        private void storePerturbation(int step, Rows tile) {
            int width = derivative.perturbationWidth();
            for (int p = 0; p < derivative.parts(); p++) {
                arithmetic.combine(
                        workspace.rows,
                        p * hidden,
                        width,
                        workspace.nextRows.get(p),
                        0,
                        hidden,
                        tile.count(),
                        hidden,
                        1,
                        null,
                        0,
                        false);
            }
            to.store(workspace.rows, step, tile);
        }

        /** The change of the readout's outputs: through the state, by its parameters, and perturbed directly. */
        private void outputs(int step) {
            int width = derivative.observedWidth();
            arithmetic.gemm(
                    false,
                    true,
                    rows,
                    width,
                    hidden,
                    1,
                    workspace.state.get(derivative.observedPart()),
                    0,
                    hidden,
                    derivative.weights().all(),
                    derivative.readoutAt(),
                    hidden,
                    0,
                    workspace.outputs,
                    0,
                    width);
            ParameterBlock readout = derivative.parameters().readout();
            if (mode.isFromParameters() && readout != null) {
                product(readout, changes.blocks().size() - 1, step, 1, width, workspace.outputs, 1);
            }
            for (Rows tile : tiles) {
                Scratch out = workspace.outputRows;
                arithmetic.load(workspace.outputs, tile.at(columns, width), out, 0, tile.count() * width);
                if (from != null) {
                    addOutputPerturbation(from, step, tile, out);
                }
                observe(out, step, tile, width);
            }
        }

        private void addOutputPerturbation(BlockRows from, int step, Rows tile, Scratch out) {
            int width = derivative.observedWidth();
            int stride = derivative.perturbationWidth();
            from.load(step, tile, workspace.rows);
            arithmetic.combine(
                    out,
                    0,
                    width,
                    workspace.rows,
                    derivative.parts() * hidden,
                    stride,
                    tile.count(),
                    width,
                    1,
                    null,
                    0,
                    true);
        }

        /** A change of the readout's parameters is a perturbation of the outputs. */
        private void outputPerturbations(int step) {
            int width = derivative.observedWidth();
            ParameterBlock readout = derivative.parameters().readout();
            if (readout == null) {
                arithmetic.zero(workspace.outputs, rows * width);
            } else {
                product(readout, changes.blocks().size() - 1, step, 1, width, workspace.outputs, 0);
            }
            Scratch out = workspace.outputRows;
            for (Rows tile : tiles) {
                arithmetic.load(workspace.outputs, tile.at(columns, width), out, 0, tile.count() * width);
                for (int row = 0; row < tile.count(); row++) {
                    arithmetic.store(
                            out,
                            row * width,
                            to.block().segment(step),
                            to.at(tile, row) + derivative.parts() * hidden,
                            width);
                }
            }
        }
    }
}
