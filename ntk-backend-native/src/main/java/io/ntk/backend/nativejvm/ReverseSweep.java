package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Factor;
import io.ntk.program.Lane;
import io.ntk.program.StepProgram;
import io.ntk.program.Term.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transpose of the linearized model, applied to some columns of a block on some shards: backwards through time, from
 * adjoints of what is observed (or of perturbations) to adjoints of parameters (or of perturbations).
 *
 * <p>At a step, with s̄ the adjoint of the state after it: lanes collect their adjoint from s̄, each lane's adjoint times
 * its weight goes on to the state before the step, and the lanes' adjoints of several steps times the features give the
 * gradient in one product.
 */
final class ReverseSweep {
    private final Derivative derivative;
    private final Factor mode;
    private final Arithmetic arithmetic;
    private final Part part;
    private final Workspace workspace;
    private final int columns;
    private final int hidden;

    /** For each parameter block, {@code [depth, columns, width]}; the first product overwrites, later ones add. */
    private final List<Memory> gradients;

    private final boolean[] started;

    /**
     * Prepares a sweep.
     *
     * @param gradients for each block of {@link ParameterBlock.Set#all()} its gradient, overwritten; empty where the
     *     domain of the operator is the perturbation space
     */
    ReverseSweep(Derivative derivative, Factor mode, Part part, Workspace workspace, List<Memory> gradients) {
        this.derivative = derivative;
        this.mode = mode;
        this.arithmetic = derivative.arithmetic();
        this.part = part;
        this.workspace = workspace;
        this.columns = part.columns();
        this.hidden = derivative.hidden();
        this.gradients = gradients;
        this.started = new boolean[gradients.size()];
    }

    /**
     * Runs it.
     *
     * @param from adjoints of what is observed, or of perturbations for {@link Factor#ONE_STEP}
     * @param to receives adjoints of perturbations for {@link Factor#PROPAGATION}, otherwise null
     */
    void run(NativeMultiVector from, @Nullable NativeMultiVector to) {
        for (Shard shard : part.shards()) {
            new OnShard(shard, from, to).run();
        }
    }

    private final class OnShard {
        private final Shard shard;
        private final BlockRows from;
        private final @Nullable BlockRows to;
        private final int rows;
        private final List<Rows> tiles;
        private final List<BoundTerm> direct;
        private final List<BoundTerm> fromLanes;
        private final List<BoundTerm> fromNext;
        private final List<List<BoundTerm>> featuresFromState = new ArrayList<>();
        private final List<List<BoundTerm>> featuresFromLanes = new ArrayList<>();
        private final boolean[] feedsFeature;

        /** For each state part, whether some term takes it past a step without a product. */
        private final boolean[] isDirect;

        /** For each state part, whether the workspace holds its adjoint; what it holds is arbitrary otherwise. */
        private final boolean[] defined;

        /** Whether the adjoint that the workspace holds of the observed state part has that of the observation in it. */
        private boolean isSeeded;

        OnShard(Shard shard, NativeMultiVector from, @Nullable NativeMultiVector to) {
            this.shard = shard;
            this.from = new BlockRows(from, shard.firstTrial(), part.from());
            this.to = to == null ? null : new BlockRows(to, shard.firstTrial(), part.from());
            this.rows = shard.trials() * columns;
            this.tiles = Rows.tiles(shard.trials(), columns, hidden);
            this.direct = BoundTerm.ofNextState(derivative, shard, Kind.STATE, workspace.mostRows);
            this.fromLanes = BoundTerm.ofNextState(derivative, shard, Kind.LANE, workspace.mostRows);
            this.fromNext = BoundTerm.ofNextState(derivative, shard, Kind.NEXT, workspace.mostRows);
            StepProgram program = derivative.program();
            this.feedsFeature = new boolean[program.lanes().size()];
            this.defined = new boolean[derivative.parts()];
            this.isDirect = new boolean[derivative.parts()];
            direct.forEach(term -> isDirect[term.source()] = true);
            for (int i = 0; i < program.features().size(); i++) {
                featuresFromState.add(BoundTerm.ofFeature(derivative, shard, i, Kind.STATE, workspace.mostRows));
                List<BoundTerm> nested = BoundTerm.ofFeature(derivative, shard, i, Kind.LANE, workspace.mostRows);
                featuresFromLanes.add(nested);
                nested.forEach(term -> feedsFeature[term.source()] = true);
            }
        }

        void run() {
            for (int step = derivative.steps() - 1; step >= 0; step--) {
                int slot = step % workspace.slab;
                outputs(step);
                for (Rows tile : tiles) {
                    stateAdjoints(step, slot, tile);
                }
                for (int p = 0; p < derivative.parts(); p++) {
                    defined[p] = mode.isRecurrent() && step > 0 && isDirect[p];
                }
                seed(step);
                throughFeatures(step, slot);
                if (mode.isFromParameters() && slot == 0) {
                    int steps = Math.min(workspace.slab, derivative.steps() - step);
                    gradients(step, steps);
                }
            }
        }

        /** Puts what is observed of the state before a step where products will add to it, which saves a pass over it. */
        private void seed(int step) {
            int observed = derivative.observedPart();
            isSeeded = mode.isRecurrent()
                    && mode.isToObservations()
                    && !derivative.observesOutputs()
                    && step > 0
                    && !isDirect[observed]
                    && derivative.isObserved(step - 1);
            if (!isSeeded) {
                return;
            }
            Memory rows = from.block().segment(derivative.observedSegment(step - 1));
            for (int trial = 0; trial < shard.trials(); trial++) {
                arithmetic.copy(
                        rows,
                        from.block().at(shard.firstTrial() + trial, part.from()),
                        workspace.state.get(observed),
                        trial * columns * hidden,
                        columns * hidden);
            }
            defined[observed] = true;
        }

        /** Takes adjoints of the readout's outputs to the observed state part and to the readout's parameters. */
        private void outputs(int step) {
            boolean active = mode.isToObservations() && derivative.observesOutputs() && derivative.isObserved(step);
            boolean perturbed = !mode.isToObservations() && derivative.observesOutputs();
            if (!active && !perturbed) {
                return;
            }
            int width = derivative.observedWidth();
            for (Rows tile : tiles) {
                if (active) {
                    from.load(derivative.observedSegment(step), tile, workspace.rows);
                    arithmetic.store(
                            workspace.rows, 0, workspace.outputs, tile.at(columns, width), tile.count() * width);
                } else {
                    from.load(step, tile, workspace.rows);
                    for (int row = 0; row < tile.count(); row++) {
                        arithmetic.store(
                                workspace.rows,
                                row * derivative.perturbationWidth() + derivative.parts() * hidden,
                                workspace.outputs,
                                tile.at(columns, width) + row * width,
                                width);
                    }
                }
            }
            readoutGradient(step, width);
            if (perturbed) {
                return;
            }
            int observed = derivative.observedPart();
            arithmetic.gemm(
                    false,
                    false,
                    rows,
                    hidden,
                    width,
                    1,
                    workspace.outputs,
                    0,
                    width,
                    derivative.weights().all(),
                    derivative.readoutAt(),
                    hidden,
                    defined[observed] ? 1 : 0,
                    workspace.state.get(observed),
                    0,
                    hidden);
            defined[observed] = true;
        }

        private void readoutGradient(int step, int width) {
            ParameterBlock readout = derivative.parameters().readout();
            if (mode.isFromParameters() && readout != null) {
                product(readout, gradients.size() - 1, workspace.outputs, step, 1, width);
            }
        }

        /** For some rows: the adjoint of the state, from it the lanes', and what passes the step without a product. */
        private void stateAdjoints(int step, int slot, Rows tile) {
            int place = step * shard.trials() + tile.trial();
            collect(step, tile);
            for (int i = fromNext.size() - 1; i >= 0; i--) {
                BoundTerm term = fromNext.get(i);
                Scratch source = workspace.stateRows.get(term.source());
                Scratch target = workspace.stateRows.get(term.target());
                term.reverse(tile, source, hidden, target, hidden, place, true);
            }
            for (Lane lane : derivative.program().lanes()) {
                if (!feedsFeature[lane.index()]) {
                    laneAdjoint(lane, tile, slot, place);
                }
            }
            for (int p = 0; p < derivative.parts(); p++) {
                if (!workspace.pending.isEmpty()) {
                    storeState(workspace.stateRows, p, workspace.pending, tile);
                }
                if (mode.isRecurrent() && step > 0 && isDirect[p]) {
                    directAdjoint(p, tile, place);
                    storeState(workspace.nextRows, p, workspace.state, tile);
                }
            }
        }

        private void storeState(List<Scratch> from, int p, List<Memory> to, Rows tile) {
            arithmetic.store(from.get(p), 0, to.get(p), tile.at(columns, hidden), tile.count() * hidden);
        }

        private void directAdjoint(int p, Rows tile, int place) {
            Scratch sum = workspace.nextRows.get(p);
            boolean started = false;
            for (BoundTerm term : direct) {
                if (term.source() == p) {
                    boolean isFirst = !started && term.fillsSource(hidden);
                    if (!started && !isFirst) {
                        arithmetic.zero(sum, 0, tile.count() * hidden);
                    }
                    started = true;
                    Scratch next = workspace.stateRows.get(term.target());
                    term.reverse(tile, sum, hidden, next, hidden, place, !isFirst);
                }
            }
        }

        private void collect(int step, Rows tile) {
            boolean observed = mode.isToObservations() && !derivative.observesOutputs() && derivative.isObserved(step);
            for (int p = 0; p < derivative.parts(); p++) {
                Scratch adjoint = workspace.stateRows.get(p);
                boolean isSeen = observed && p == derivative.observedPart();
                if (defined[p]) {
                    arithmetic.load(
                            workspace.state.get(p), tile.at(columns, hidden), adjoint, 0, tile.count() * hidden);
                    if (isSeen && !isSeeded) {
                        from.load(derivative.observedSegment(step), tile, workspace.rows);
                        arithmetic.combine(
                                adjoint, 0, 0, workspace.rows, 0, 0, 1, tile.count() * hidden, 1, null, 0, true);
                    }
                } else if (isSeen) {
                    from.load(derivative.observedSegment(step), tile, adjoint);
                } else {
                    arithmetic.zero(adjoint, 0, tile.count() * hidden);
                }
            }
            int width = derivative.perturbationWidth();
            if (!mode.isToObservations()) {
                from.load(step, tile, workspace.rows);
                for (int p = 0; p < derivative.parts(); p++) {
                    arithmetic.combine(
                            workspace.stateRows.get(p),
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
            if (to != null) {
                storePerturbation(to, step, tile, width);
            }
        }

        private void storePerturbation(BlockRows to, int step, Rows tile, int width) {
            for (int p = 0; p < derivative.parts(); p++) {
                arithmetic.combine(
                        workspace.rows,
                        p * hidden,
                        width,
                        workspace.stateRows.get(p),
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
            if (derivative.observesOutputs()) {
                storeOutputs(to, step, tile);
            }
        }

        /** A perturbation of an output is seen as it is. */
        private void storeOutputs(BlockRows to, int step, Rows tile) {
            int outputs = derivative.observedWidth();
            if (derivative.isObserved(step)) {
                arithmetic.load(
                        workspace.outputs, tile.at(columns, outputs), workspace.outputRows, 0, tile.count() * outputs);
            } else {
                arithmetic.zero(workspace.outputRows, 0, tile.count() * outputs);
            }
            for (int row = 0; row < tile.count(); row++) {
                arithmetic.store(
                        workspace.outputRows,
                        row * outputs,
                        to.block().segment(step),
                        to.at(tile, row) + derivative.parts() * hidden,
                        outputs);
            }
        }

        /** A lane's adjoint from those of the next state and, already there, of the features it feeds. */
        private void laneAdjoint(Lane lane, Rows tile, int slot, int place) {
            Scratch adjoint = workspace.laneRows.get(lane.index());
            boolean add = false;
            for (BoundTerm term : fromLanes) {
                if (term.source() == lane.index()) {
                    term.reverse(
                            tile, adjoint, lane.width(), workspace.stateRows.get(term.target()), hidden, place, add);
                    add = true;
                }
            }
            if (!add) {
                arithmetic.zero(adjoint, 0, tile.count() * lane.width());
            }
            for (int i = 0; i < featuresFromLanes.size(); i++) {
                for (BoundTerm term : featuresFromLanes.get(i)) {
                    if (term.source() == lane.index()) {
                        int width =
                                derivative.program().features().get(i).site().featureWidth();
                        term.reverse(tile, adjoint, lane.width(), workspace.featureRows.get(i), width, place, true);
                    }
                }
            }
            arithmetic.store(
                    adjoint,
                    0,
                    workspace.lanes.get(lane.index()),
                    slot * rows * lane.width() + tile.at(columns, lane.width()),
                    tile.count() * lane.width());
        }

        /** Takes the lanes' adjoints through their weights, the last site first, to lanes before them and to the state. */
        private void throughFeatures(int step, int slot) {
            boolean[] done = new boolean[derivative.program().lanes().size()];
            List<StepProgram.Feature> features = derivative.program().features();
            for (int i = features.size() - 1; i >= 0; i--) {
                StepProgram.Feature feature = features.get(i);
                for (StepProgram.Target target : feature.targets()) {
                    nestedLane(target.lane(), step, slot, done);
                }
                boolean toState = mode.isRecurrent() && step > 0;
                if (toState || !featuresFromLanes.get(i).isEmpty()) {
                    throughFeature(i, feature, step, slot, toState);
                }
            }
            for (Lane lane : derivative.program().lanes()) {
                nestedLane(lane, step, slot, done);
            }
        }

        /** Finishes a lane that feeds features, once those features' adjoints are known. */
        private void nestedLane(Lane lane, int step, int slot, boolean[] done) {
            if (!feedsFeature[lane.index()] || done[lane.index()]) {
                return;
            }
            done[lane.index()] = true;
            for (Rows tile : tiles) {
                for (int p = 0; p < derivative.parts(); p++) {
                    arithmetic.load(
                            workspace.pending.get(p),
                            tile.at(columns, hidden),
                            workspace.stateRows.get(p),
                            0,
                            tile.count() * hidden);
                }
                for (int i = 0; i < featuresFromLanes.size(); i++) {
                    if (!featuresFromLanes.get(i).isEmpty()) {
                        loadFeature(i, tile);
                    }
                }
                laneAdjoint(lane, tile, slot, step * shard.trials() + tile.trial());
            }
        }

        private void loadFeature(int i, Rows tile) {
            int width = derivative.program().features().get(i).site().featureWidth();
            arithmetic.load(
                    workspace.features.get(i),
                    tile.at(columns, width),
                    workspace.featureRows.get(i),
                    0,
                    tile.count() * width);
        }

        private void throughFeature(int i, StepProgram.Feature feature, int step, int slot, boolean toState) {
            boolean isState = feature.statePart() >= 0;
            Memory adjoint = isState ? workspace.state.get(feature.statePart()) : workspace.features.get(i);
            boolean add = isState && defined[feature.statePart()];
            int width = feature.site().featureWidth();
            for (StepProgram.Target target : feature.targets()) {
                Lane lane = target.lane();
                arithmetic.gemm(
                        false,
                        false,
                        rows,
                        width,
                        lane.width(),
                        1,
                        workspace.lanes.get(lane.index()),
                        slot * rows * lane.width(),
                        lane.width(),
                        derivative.weights().all(),
                        feature.weightAt(target),
                        width,
                        add ? 1 : 0,
                        adjoint,
                        0,
                        width);
                add = true;
            }
            if (isState) {
                defined[feature.statePart()] = true;
                return;
            }
            if (!toState || featuresFromState.get(i).isEmpty()) {
                return;
            }
            for (BoundTerm term : featuresFromState.get(i)) {
                if (!defined[term.source()]) {
                    arithmetic.zero(workspace.state.get(term.source()), rows * hidden);
                    defined[term.source()] = true;
                }
            }
            for (Rows tile : tiles) {
                loadFeature(i, tile);
                for (BoundTerm term : featuresFromState.get(i)) {
                    Scratch state = workspace.nextRows.get(term.source());
                    arithmetic.load(
                            workspace.state.get(term.source()),
                            tile.at(columns, hidden),
                            state,
                            0,
                            tile.count() * hidden);
                    term.reverse(
                            tile,
                            state,
                            hidden,
                            workspace.featureRows.get(i),
                            width,
                            step * shard.trials() + tile.trial(),
                            true);
                    storeState(workspace.nextRows, term.source(), workspace.state, tile);
                }
            }
        }

        private void gradients(int step, int steps) {
            int block = 0;
            for (Lane lane : derivative.program().lanes()) {
                ParameterBlock parameters = derivative.parameters().lanes().get(lane.index());
                if (parameters != null) {
                    product(parameters, block, workspace.lanes.get(lane.index()), step, steps, lane.width());
                    block++;
                }
            }
        }

        /** gradient (+)= featuresᵀ · adjoints, over all trials of the shard and some steps. */
        private void product(ParameterBlock parameters, int block, Memory adjoints, int step, int steps, int width) {
            int startDepth = shard.startDepths().get(parameters.features());
            boolean isShort = step == 0 && startDepth < parameters.depth() && (steps > 1 || started[block]);
            if (!isShort) {
                product(parameters, block, adjoints, 0, step, steps, width, parameters.depth());
                return;
            }
            if (steps > 1) {
                product(parameters, block, adjoints, rows * width, 1, steps - 1, width, parameters.depth());
            }
            product(parameters, block, adjoints, 0, 0, 1, width, startDepth);
        }

        /** The first {@code depth} rows of that. */
        private void product(
                ParameterBlock parameters,
                int block,
                Memory adjoints,
                int at,
                int step,
                int steps,
                int width,
                int depth) {
            arithmetic.gemm(
                    true,
                    false,
                    depth,
                    columns * width,
                    steps * shard.trials(),
                    1,
                    shard.features().get(parameters.features()),
                    step * shard.trials() * parameters.depth(),
                    parameters.depth(),
                    adjoints,
                    at,
                    columns * width,
                    started[block] ? 1 : 0,
                    gradients.get(block),
                    0,
                    columns * width);
            started[block] = true;
        }
    }
}
