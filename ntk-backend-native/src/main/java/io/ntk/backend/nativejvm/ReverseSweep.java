package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Factor;
import io.ntk.backend.nativejvm.MatrixView.Window;
import io.ntk.program.Lane;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transpose of the linearized model on some columns of a block and one shard: backwards through time, from
 * cotangents of the observations (or of perturbations) to cotangents of the parameters (or of perturbations).
 *
 * <p>At a step, with s̄ the cotangent of the state after it: lanes collect theirs from s̄, each lane's cotangent times
 * its weight goes on to the state before the step, and the lanes' cotangents of several steps times the features give
 * the gradient in one product.
 */
final class ReverseSweep extends ShardSweep {
    private final Gradients gradients;
    private final BlockRows from;
    private final @Nullable BlockRows to;

    /** For each state part, its cotangent while lanes that feed other lanes wait for it; empty without such lanes. */
    private final List<Window> pending = new ArrayList<>();

    private final boolean[] feedsFeature;

    /** For each state part, whether the workspace holds its cotangent; what it holds is arbitrary otherwise. */
    private final boolean[] defined;

    /** For each lane that feeds features, whether its cotangent at the current step is finished. */
    private final boolean[] done;

    /** Whether the cotangent of the observed state part already includes that of the observation. */
    private boolean isSeeded;

    /**
     * @param gradients of the parameters, accumulated; no blocks where the domain of the operator is the perturbation
     *     space
     * @param from cotangents of the observations, or of perturbations for {@link Factor#ONE_STEP}
     * @param to receives cotangents of perturbations for {@link Factor#PROPAGATION}, otherwise null
     */
    ReverseSweep(
            Derivative derivative,
            Factor factor,
            SweepTask task,
            Workspace workspace,
            Shard shard,
            Gradients gradients,
            NativeMultiVector from,
            @Nullable NativeMultiVector to) {
        super(
                derivative,
                factor,
                task,
                workspace,
                shard,
                Rows.tiles(shard.trials(), task.columns(), derivative.hidden()));
        this.gradients = gradients;
        this.from = new BlockRows(from, shard.order(), task.from());
        this.to = to == null ? null : new BlockRows(to, shard.order(), task.from());
        workspace.pending.forEach(state -> pending.add(new Window()));
        this.defined = new boolean[derivative.parts()];
        this.done = new boolean[derivative.program().lanes().size()];
        this.feedsFeature = new boolean[done.length];
        for (BoundTerm[] terms : featuresFromLanes) {
            for (BoundTerm term : terms) {
                feedsFeature[term.source()] = true;
            }
        }
    }

    /** The gradients of a task, summed over its shards. */
    static final class Gradients {
        /** For each parameter block, its gradient {@code [depth, columns · width]}. */
        private final List<MatrixView> blocks = new ArrayList<>();

        /** For each block, whether it holds a product; the first overwrites it, later ones accumulate. */
        private final boolean[] started;

        /**
         * Starts without gradients; {@code memory} receives that of each block, and is empty if the domain is the
         * perturbation space.
         */
        Gradients(ParameterBlock.Set of, List<Memory> memory, int columns) {
            for (int i = 0; i < memory.size(); i++) {
                ParameterBlock block = of.all().get(i);
                blocks.add(memory.get(i).matrix(0, block.depth(), columns * block.width()));
            }
            this.started = new boolean[blocks.size()];
        }
    }

    void run() {
        for (int step = 0; to != null && step < derivative.steps(); step++) {
            to.clearEnded(step, columns);
        }
        for (int step = order.steps() - 1; step >= 0; step--) {
            turnTo(step);
            for (int p = 0; p < pending.size(); p++) {
                move(pending.get(p), workspace.pending.get(p), 0, hidden);
            }
            outputs(step);
            for (Rows tile : tiles) {
                stateCotangents(step, tile);
            }
            for (int p = 0; p < derivative.parts(); p++) {
                defined[p] = factor.isRecurrent() && step > 0 && isDirect[p];
            }
            seed(step);
            throughFeatures(step);
            startLonger(step);
            if (factor.isFromParameters() && step == slabBegin()) {
                gradients(step, slabSteps());
            }
        }
    }

    /** Stores the cotangent of an observation where later products accumulate, which saves a pass over it. */
    private void seed(int step) {
        isSeeded = factor.isRecurrent()
                && factor.isToObservations()
                && !derivative.observesOutputs()
                && step > 0
                && !isDirect[observedPart]
                && derivative.isObserved(step - 1);
        if (!isSeeded) {
            return;
        }
        Memory observations = from.block().segment(derivative.observedSegment(step - 1));
        for (int place = 0; place < order.running(step - 1); place++) {
            arithmetic.copy(
                    observations,
                    from.at(place, 0),
                    workspace.state.get(observedPart),
                    place * columns * hidden,
                    columns * hidden);
        }
        defined[observedPart] = true;
    }

    /** Trials whose last step is the one before have no cotangents of the state after it yet. */
    private void startLonger(int step) {
        int longer = step > 0 ? order.running(step - 1) * columns - rows : 0;
        for (int p = 0; longer > 0 && p < derivative.parts(); p++) {
            if (defined[p] && !(isSeeded && p == observedPart)) {
                arithmetic.zero(workspace.state.get(p), rows * hidden, longer * hidden);
            }
        }
    }

    /** Takes cotangents of the readout's outputs to the observed state part and to the readout's parameters. */
    private void outputs(int step) {
        boolean active = factor.isToObservations() && derivative.observesOutputs() && derivative.isObserved(step);
        boolean perturbed = !factor.isToObservations() && derivative.observesOutputs();
        if (!active && !perturbed) {
            return;
        }
        int width = observedWidth;
        for (Rows tile : tiles) {
            if (active) {
                from.load(derivative.observedSegment(step), tile, workspace.rows);
                store(workspace.rows, outputs, tile);
            } else {
                from.load(step, tile, workspace.rows);
                for (int row = 0; row < tile.count(); row++) {
                    arithmetic.store(
                            workspace.rows,
                            row * perturbationWidth + derivative.parts() * hidden,
                            workspace.outputs,
                            tile.at(columns, width) + row * width,
                            width);
                }
            }
        }
        readoutGradient(step);
        if (perturbed) {
            return;
        }
        arithmetic.multiply(1, outputs, readout, defined[observedPart] ? 1 : 0, states.get(observedPart));
        defined[observedPart] = true;
    }

    private void readoutGradient(int step) {
        ParameterBlock parameters = derivative.parameters().readout();
        if (factor.isFromParameters() && parameters != null) {
            product(parameters, gradients.blocks.size() - 1, step, workspace.outputs, 1);
        }
    }

    /**
     * For the rows of a tile: the cotangent of the state, from it the lanes', and what passes the step without a
     * product.
     */
    private void stateCotangents(int step, Rows tile) {
        int place = place(step, tile);
        collect(step, tile);
        for (int i = fromNext.length - 1; i >= 0; i--) {
            BoundTerm term = fromNext[i];
            Scratch source = workspace.stateRows.get(term.source());
            Scratch target = workspace.stateRows.get(term.target());
            term.reverse(tile, source, hidden, target, hidden, place, true);
        }
        for (Lane lane : programLanes) {
            if (!feedsFeature[lane.index()]) {
                laneCotangent(lane, tile, place);
            }
        }
        for (int p = 0; p < derivative.parts(); p++) {
            if (!pending.isEmpty()) {
                store(workspace.stateRows.get(p), pending.get(p), tile);
            }
            if (factor.isRecurrent() && step > 0 && isDirect[p]) {
                directCotangent(p, tile, place);
                store(workspace.nextRows.get(p), states.get(p), tile);
            }
        }
    }

    private void directCotangent(int p, Rows tile, int place) {
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
        boolean observed = factor.isToObservations() && !derivative.observesOutputs() && derivative.isObserved(step);
        for (int p = 0; p < derivative.parts(); p++) {
            Scratch cotangent = workspace.stateRows.get(p);
            boolean isSeen = observed && p == observedPart;
            if (defined[p]) {
                load(states.get(p), tile, cotangent);
                if (isSeen && !isSeeded) {
                    from.load(derivative.observedSegment(step), tile, workspace.rows);
                    arithmetic.addScaled(cotangent, 0, 1, workspace.rows, 0, tile.count() * hidden);
                }
            } else if (isSeen) {
                from.load(derivative.observedSegment(step), tile, cotangent);
            } else {
                arithmetic.zero(cotangent, 0, tile.count() * hidden);
            }
        }
        if (!factor.isToObservations()) {
            addPerturbation(from, step, tile, workspace.stateRows);
        }
        if (to != null) {
            storePerturbation(workspace.stateRows, to, step, tile);
            if (derivative.observesOutputs()) {
                storeOutputs(to, step, tile);
            }
        }
    }

    /** Outputs are observed directly, so the cotangent of their perturbation is that of the observation. */
    private void storeOutputs(BlockRows to, int step, Rows tile) {
        if (derivative.isObserved(step)) {
            load(outputs, tile, workspace.outputRows);
        } else {
            arithmetic.zero(workspace.outputRows, 0, tile.count() * outputs.columns());
        }
        storeOutputPerturbation(to, step, tile);
    }

    /** A lane's cotangent from those of the next state and, already there, of the features it feeds. */
    private void laneCotangent(Lane lane, Rows tile, int place) {
        Scratch cotangent = workspace.laneRows.get(lane.index());
        boolean add = false;
        for (BoundTerm term : fromLanes) {
            if (term.source() == lane.index()) {
                term.reverse(tile, cotangent, lane.width(), workspace.stateRows.get(term.target()), hidden, place, add);
                add = true;
            }
        }
        if (!add) {
            arithmetic.zero(cotangent, 0, tile.count() * lane.width());
        }
        for (int i = 0; i < featuresFromLanes.size(); i++) {
            for (BoundTerm term : featuresFromLanes.get(i)) {
                if (term.source() == lane.index()) {
                    int width = derivative.program().features().get(i).site().featureWidth();
                    term.reverse(tile, cotangent, lane.width(), workspace.featureRows.get(i), width, place, true);
                }
            }
        }
        store(cotangent, lanes.get(lane.index()), tile);
    }

    /**
     * Takes the lanes' cotangents through their weights, the last site first, to lanes before them and to the state.
     */
    private void throughFeatures(int step) {
        Arrays.fill(done, false);
        for (int i = features.size() - 1; i >= 0; i--) {
            StepProgram.Feature feature = derivative.program().features().get(i);
            for (int j = 0; j < feature.targets().size(); j++) {
                nestedLane(feature.targets().get(j).lane(), step);
            }
            boolean toState = factor.isRecurrent() && step > 0;
            if (toState || featuresFromLanes.get(i).length > 0) {
                throughFeature(i, feature, step, toState);
            }
        }
        for (Lane lane : programLanes) {
            nestedLane(lane, step);
        }
    }

    /** Finishes a lane that feeds features, once those features' cotangents are known. */
    private void nestedLane(Lane lane, int step) {
        if (!feedsFeature[lane.index()] || done[lane.index()]) {
            return;
        }
        done[lane.index()] = true;
        for (Rows tile : tiles) {
            for (int p = 0; p < derivative.parts(); p++) {
                load(pending.get(p), tile, workspace.stateRows.get(p));
            }
            for (int i = 0; i < featuresFromLanes.size(); i++) {
                if (featuresFromLanes.get(i).length > 0) {
                    load(features.get(i), tile, workspace.featureRows.get(i));
                }
            }
            laneCotangent(lane, tile, place(step, tile));
        }
    }

    private void throughFeature(int i, StepProgram.Feature feature, int step, boolean toState) {
        boolean isState = feature.statePart() >= 0;
        boolean add = isState && defined[feature.statePart()];
        for (int j = 0; j < feature.targets().size(); j++) {
            int lane = feature.targets().get(j).lane().index();
            MatrixView weight = derivative.weights().weight(i, j);
            arithmetic.multiply(1, lanes.get(lane), weight, add ? 1 : 0, features.get(i));
            add = true;
        }
        if (isState) {
            defined[feature.statePart()] = true;
            return;
        }
        if (!toState || featuresFromState.get(i).length == 0) {
            return;
        }
        for (BoundTerm term : featuresFromState.get(i)) {
            if (!defined[term.source()]) {
                arithmetic.zero(workspace.state.get(term.source()), 0, rows * hidden);
                defined[term.source()] = true;
            }
        }
        for (Rows tile : tiles) {
            load(features.get(i), tile, workspace.featureRows.get(i));
            for (BoundTerm term : featuresFromState.get(i)) {
                Scratch state = workspace.nextRows.get(term.source());
                load(states.get(term.source()), tile, state);
                Scratch cotangent = workspace.featureRows.get(i);
                term.reverse(tile, state, hidden, cotangent, features.get(i).columns(), place(step, tile), true);
                store(state, states.get(term.source()), tile);
            }
        }
    }

    private void gradients(int step, int steps) {
        int block = 0;
        for (Lane lane : programLanes) {
            ParameterBlock parameters = derivative.parameters().lanes().get(lane.index());
            if (parameters != null) {
                product(parameters, block, step, workspace.lanes.get(lane.index()), steps);
                block++;
            }
        }
    }

    /**
     * gradient ← featuresᵀ · cotangents + gradient, over all trials of the shard and some steps, the first of which begins
     * the cotangents.
     */
    private void product(ParameterBlock parameters, int block, int step, Memory cotangents, int steps) {
        int startDepth = shard.startDepths().get(parameters.features());
        boolean isLong = steps > 1;
        int width = parameters.width();
        if (step > 0 || startDepth == parameters.depth() || !(isLong || gradients.started[block])) {
            product(parameters, block, step, slab(cotangents, step, step, steps, width), steps, parameters.depth());
            return;
        }
        if (isLong) {
            product(parameters, block, 1, slab(cotangents, 0, 1, steps - 1, width), steps - 1, parameters.depth());
        }
        product(parameters, block, 0, slab(cotangents, 0, 0, 1, width), 1, startDepth);
    }

    /** The first {@code depth} rows of that. */
    private void product(ParameterBlock parameters, int block, int step, MatrixView cotangents, int steps, int depth) {
        arithmetic.multiply(
                1,
                transposedFeatures(parameters, step, steps, depth),
                cotangents,
                gradients.started[block] ? 1 : 0,
                firstRows(gradients.blocks.get(block), depth));
        gradients.started[block] = true;
    }
}
