package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Factor;
import io.ntk.program.Lane;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The linearized model on some columns of a block and one shard: forwards through time, from tangents of the parameters
 * (or of each step's state) to tangents of the observations (or of each step's state).
 */
final class ForwardSweep extends ShardSweep {
    /** For each parameter block, its tangent {@code [depth, columns · width]}. */
    private final List<MatrixView> tangents = new ArrayList<>();

    private final @Nullable BlockRows from;
    private final BlockRows to;
    private final @Nullable PairSums sums;
    private final MatrixView transposedReadout;

    /** For each lane, whether the workspace holds its tangent at the current step. */
    private final boolean[] defined;

    /** For each state part, whether the rows of the current tile hold its tangent. */
    private final boolean[] started;

    /**
     * @param tangents tangents of the parameters; no blocks where the domain of the operator is the perturbation space
     * @param from tangents of each step's state for {@link Factor#PROPAGATION}, otherwise null
     * @param to receives tangents of the observations, or of each step's state for {@link Factor#ONE_STEP}
     * @param sums where not null, accumulates the inner products of the columns of {@code to} with the tangents of the
     *     observations, which are not stored then
     */
    ForwardSweep(
            Derivative derivative,
            Factor factor,
            SweepTask task,
            Workspace workspace,
            Shard shard,
            Tangents tangents,
            @Nullable NativeMultiVector from,
            NativeMultiVector to,
            @Nullable PairSums sums) {
        super(derivative, factor, task, workspace, shard, tiles(derivative, task, shard, sums != null));
        List<ParameterBlock> blocks = derivative.parameters().all();
        for (int i = 0; i < tangents.blocks().size(); i++) {
            ParameterBlock block = blocks.get(i);
            int width = block.width();
            int first = (task.from() - tangents.first()) * width;
            Memory memory = tangents.blocks().get(i);
            this.tangents.add(memory.matrix(first, block.depth(), columns * width, tangents.columns() * width));
        }
        this.from = from == null ? null : new BlockRows(from, shard.order(), task.from());
        this.to = new BlockRows(to, shard.order(), task.from());
        this.sums = sums;
        this.transposedReadout = readout.transpose();
        this.defined = new boolean[derivative.program().lanes().size()];
        this.started = new boolean[derivative.parts()];
    }

    /**
     * Tangents of the parameters: {@code [depth, columns, width]} for each of {@link ParameterBlock.Set#all()}, from
     * column {@code first} of the caller's block on.
     */
    record Tangents(List<Memory> blocks, int first, int columns) {}

    private static Rows[] tiles(Derivative derivative, SweepTask task, Shard shard, boolean areSummed) {
        Rows[] tiles = Rows.tiles(shard.trials(), task.columns(), derivative.hidden());
        if (areSummed) {
            // The sums of some columns stay in the first-level cache until others come.
            Arrays.sort(tiles, Comparator.comparingInt(Rows::from));
        }
        return tiles;
    }

    void run() {
        if (sums == null) {
            for (int step = 0; step < derivative.steps(); step++) {
                to.clearEnded(step, columns);
            }
        }
        for (int step = 0; step < order.steps(); step++) {
            turnTo(step);
            if (factor.isFromParameters() && step == slabBegin()) {
                fromParameters(step, slabSteps());
            }
            boolean carried = factor.isRecurrent() && step > 0;
            for (Lane lane : programLanes) {
                defined[lane.index()] = factor.isFromParameters()
                        && derivative.parameters().lanes().get(lane.index()) != null;
            }
            throughFeatures(step, carried);
            for (Rows tile : tiles) {
                nextState(step, tile, carried);
            }
            if (factor.isToObservations() && derivative.observesOutputs() && derivative.isObserved(step)) {
                outputs(step);
            } else if (!factor.isToObservations() && derivative.observesOutputs()) {
                outputPerturbations(step);
            }
        }
    }

    /** What the parameters add to the lanes, for some steps at once. */
    private void fromParameters(int step, int steps) {
        int block = 0;
        for (Lane lane : programLanes) {
            ParameterBlock entry = derivative.parameters().lanes().get(lane.index());
            if (entry != null) {
                product(entry, block, step, workspace.lanes.get(lane.index()), steps, 0);
                block++;
            }
        }
    }

    /** to ← features · tangent + beta · to, over all trials of the shard and some steps, the first of which begins {@code to}. */
    private void product(ParameterBlock entry, int block, int step, Memory to, int steps, double beta) {
        int startDepth = shard.startDepths().get(entry.features());
        if (step > 0 || startDepth == entry.depth()) {
            product(entry, block, step, slab(to, step, step, steps, entry.width()), steps, beta, entry.depth());
            return;
        }
        product(entry, block, 0, slab(to, 0, 0, 1, entry.width()), 1, beta, startDepth);
        if (steps > 1) {
            product(entry, block, 1, slab(to, 0, 1, steps - 1, entry.width()), steps - 1, beta, entry.depth());
        }
    }

    /** The same with the first {@code depth} columns of the features only. */
    private void product(ParameterBlock entry, int block, int step, MatrixView to, int steps, double beta, int depth) {
        MatrixView features = parameterFeatures(entry, step, steps, depth);
        arithmetic.multiply(1, features, firstRows(tangents.get(block), depth), beta, to);
    }

    /** Adds to the lanes what comes through the weights, the first site first. */
    private void throughFeatures(int step, boolean carried) {
        for (int i = 0; i < features.size(); i++) {
            StepProgram.Feature feature = derivative.program().features().get(i);
            boolean active = feature.statePart() >= 0 ? carried : featureTangent(i, step, carried);
            if (!active) {
                continue;
            }
            for (int j = 0; j < feature.targets().size(); j++) {
                Lane lane = feature.targets().get(j).lane();
                arithmetic.multiply(
                        1,
                        features.get(i),
                        derivative.weights().transposed(i, j),
                        defined[lane.index()] ? 1 : 0,
                        lanes.get(lane.index()));
                defined[lane.index()] = true;
            }
        }
    }

    /** Computes the tangent of a feature; returns false if it is zero. */
    private boolean featureTangent(int i, int step, boolean carried) {
        boolean any = carried && featuresFromState.get(i).length > 0;
        for (BoundTerm term : featuresFromLanes.get(i)) {
            any |= defined[term.source()];
        }
        if (!any) {
            return false;
        }
        int width = derivative.program().features().get(i).site().featureWidth();
        Scratch tangent = workspace.featureRows.get(i);
        for (Rows tile : tiles) {
            int place = place(step, tile);
            arithmetic.zero(tangent, 0, tile.count() * width);
            if (carried) {
                for (BoundTerm term : featuresFromState.get(i)) {
                    loadState(term.source(), tile);
                    Scratch state = workspace.stateRows.get(term.source());
                    term.forward(tile, tangent, width, state, hidden, place, true);
                }
            }
            for (BoundTerm term : featuresFromLanes.get(i)) {
                if (defined[term.source()]) {
                    int laneWidth = loadLane(term.source(), tile);
                    Scratch lane = workspace.laneRows.get(term.source());
                    term.forward(tile, tangent, width, lane, laneWidth, place, true);
                }
            }
            store(tangent, features.get(i), tile);
        }
        return true;
    }

    private void loadState(int p, Rows tile) {
        load(states.get(p), tile, workspace.stateRows.get(p));
    }

    private int loadLane(int index, Rows tile) {
        MatrixView lane = lanes.get(index);
        load(lane, tile, workspace.laneRows.get(index));
        return lane.columns();
    }

    /** The tangent of the next state in the rows of one tile. */
    private void nextState(int step, Rows tile, boolean carried) {
        int place = place(step, tile);
        Arrays.fill(started, false);
        for (Lane lane : programLanes) {
            if (defined[lane.index()]) {
                loadLane(lane.index(), tile);
            }
        }
        for (BoundTerm term : fromLanes) {
            if (defined[term.source()]) {
                int width = derivative.program().lanes().get(term.source()).width();
                addToNext(term, workspace.laneRows.get(term.source()), width, tile, place);
            }
        }
        if (carried) {
            for (int p = 0; p < derivative.parts(); p++) {
                if (isDirect[p]) {
                    loadState(p, tile);
                }
            }
            for (BoundTerm term : direct) {
                addToNext(term, workspace.stateRows.get(term.source()), hidden, tile, place);
            }
        }
        for (BoundTerm term : fromNext) {
            if (started[term.source()]) {
                addToNext(term, workspace.nextRows.get(term.source()), hidden, tile, place);
            }
        }
        for (int p = 0; p < derivative.parts(); p++) {
            start(p, tile);
        }
        if (from != null) {
            addPerturbation(from, step, tile, workspace.nextRows);
        }
        if (factor.isRecurrent() || derivative.observesOutputs()) {
            for (int p = 0; p < derivative.parts(); p++) {
                store(workspace.nextRows.get(p), states.get(p), tile);
            }
        }
        if (!factor.isToObservations()) {
            storePerturbation(workspace.nextRows, to, step, tile);
        } else if (!derivative.observesOutputs() && derivative.isObserved(step)) {
            observe(workspace.nextRows.get(observedPart), step, tile, hidden);
        }
    }

    /** Stores the tangent of the observations, or accumulates its inner products. */
    private void observe(Scratch tangent, int step, Rows tile, int width) {
        if (sums == null) {
            to.store(tangent, derivative.observedSegment(step), tile);
            return;
        }
        to.load(derivative.observedSegment(step), tile, workspace.rows);
        sums.add(tile.from(), tile.columns(), tile.count(), width, workspace.rows, tangent);
    }

    private void addToNext(BoundTerm term, Scratch source, int width, Rows tile, int place) {
        boolean isFirst = !started[term.target()] && term.fillsTarget(hidden);
        if (isFirst) {
            started[term.target()] = true;
        } else {
            start(term.target(), tile);
        }
        Scratch next = workspace.nextRows.get(term.target());
        term.forward(tile, next, hidden, source, width, place, !isFirst);
    }

    private void start(int p, Rows tile) {
        if (!started[p]) {
            arithmetic.zero(workspace.nextRows.get(p), 0, tile.count() * hidden);
            started[p] = true;
        }
    }

    /** The tangent of the readout's outputs: through the state, by its parameters, and perturbed directly. */
    private void outputs(int step) {
        int width = observedWidth;
        arithmetic.multiply(1, states.get(observedPart), transposedReadout, 0, outputs);
        ParameterBlock parameters = derivative.parameters().readout();
        if (factor.isFromParameters() && parameters != null) {
            product(parameters, tangents.size() - 1, step, workspace.outputs, 1, 1);
        }
        for (Rows tile : tiles) {
            Scratch out = workspace.outputRows;
            load(outputs, tile, out);
            if (from != null) {
                addOutputPerturbation(from, step, tile, out);
            }
            observe(out, step, tile, width);
        }
    }

    private void addOutputPerturbation(BlockRows from, int step, Rows tile, Scratch out) {
        int width = observedWidth;
        int stride = perturbationWidth;
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

    /** A tangent of the readout's parameters is a perturbation of the outputs. */
    private void outputPerturbations(int step) {
        ParameterBlock parameters = derivative.parameters().readout();
        if (parameters == null) {
            arithmetic.zero(workspace.outputs, 0, rows * observedWidth);
        } else {
            product(parameters, tangents.size() - 1, step, workspace.outputs, 1, 0);
        }
        for (Rows tile : tiles) {
            load(outputs, tile, workspace.outputRows);
            storeOutputPerturbation(to, step, tile);
        }
    }
}
