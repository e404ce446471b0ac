package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Factor;
import io.ntk.program.Lane;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import io.ntk.program.Term.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What sweeps in both directions over one shard share: its terms, its tiles, and the operands of its products, which are
 * made once for all steps.
 */
abstract class ShardSweep {
    final Derivative derivative;
    final Factor factor;
    final Arithmetic arithmetic;
    final SweepTask task;
    final Workspace workspace;
    final Shard shard;
    final int columns;
    final int hidden;

    /** Rows of a step's matrices: trials and columns. */
    final int rows;

    final List<Rows> tiles;
    final List<BoundTerm> direct;
    final List<BoundTerm> fromLanes;
    final List<BoundTerm> fromNext;
    final List<List<BoundTerm>> featuresFromState = new ArrayList<>();
    final List<List<BoundTerm>> featuresFromLanes = new ArrayList<>();

    /** For each state part, whether some term takes it past a step without a product. */
    final boolean[] isDirect;

    /** For each state part, its tangent or cotangent {@code [rows, H]}. */
    final List<MatrixView> states;

    /**
     * For each feature of the program, its tangent or cotangent {@code [rows, in]}; that of a state part is the
     * state's.
     */
    final List<MatrixView> features = new ArrayList<>();

    /** For each lane and slot of the slab, its tangent or cotangent {@code [rows, W]}. */
    final List<List<MatrixView>> lanes = new ArrayList<>();

    /** What is observed of a readout {@code [rows, O]}, and the readout's weight {@code [O, H]}; O is 0 without one. */
    final MatrixView outputs;

    final MatrixView readout;

    ShardSweep(Derivative derivative, Factor factor, SweepTask task, Workspace workspace, Shard shard) {
        this.derivative = derivative;
        this.factor = factor;
        this.arithmetic = derivative.arithmetic();
        this.task = task;
        this.workspace = workspace;
        this.shard = shard;
        this.columns = task.columns();
        this.hidden = derivative.hidden();
        this.rows = shard.trials() * columns;
        this.tiles = Rows.tiles(shard.trials(), columns, hidden);
        this.direct = BoundTerm.ofNextState(derivative, shard, Kind.STATE, workspace.mostRows);
        this.fromLanes = BoundTerm.ofNextState(derivative, shard, Kind.LANE, workspace.mostRows);
        this.fromNext = BoundTerm.ofNextState(derivative, shard, Kind.NEXT, workspace.mostRows);
        this.isDirect = new boolean[derivative.parts()];
        direct.forEach(term -> isDirect[term.source()] = true);
        this.states = workspace.state.stream()
                .map(state -> state.matrix(0, rows, hidden))
                .toList();
        StepProgram program = derivative.program();
        for (int i = 0; i < program.features().size(); i++) {
            StepProgram.Feature feature = program.features().get(i);
            features.add(
                    feature.statePart() >= 0
                            ? states.get(feature.statePart())
                            : workspace
                                    .features
                                    .get(i)
                                    .matrix(0, rows, feature.site().featureWidth()));
            featuresFromState.add(BoundTerm.ofFeature(derivative, shard, i, Kind.STATE, workspace.mostRows));
            featuresFromLanes.add(BoundTerm.ofFeature(derivative, shard, i, Kind.LANE, workspace.mostRows));
        }
        for (Lane lane : program.lanes()) {
            Memory slab = workspace.lanes.get(lane.index());
            lanes.add(IntStream.range(0, workspace.slab)
                    .mapToObj(slot -> slab.matrix(slot * rows * lane.width(), rows, lane.width()))
                    .toList());
        }
        int width = derivative.observesOutputs() ? derivative.observedWidth() : 0;
        this.outputs = workspace.outputs.matrix(0, rows, width);
        this.readout = derivative.weights().all().matrix(Math.max(derivative.readoutAt(), 0), width, hidden);
    }

    /**
     * A matrix {@code [steps · trials, columns · width]} that begins at the slab's first step, for products with
     * parameters.
     */
    final MatrixView slab(Memory memory, int steps, int width) {
        return memory.matrix(0, steps * shard.trials(), columns * width);
    }

    /** What multiplies a block's parameters in some rows {@code steps · trials} from a step on; its first columns. */
    final MatrixView parameterFeatures(ParameterBlock block, int step, int count, int depth) {
        int first = step * shard.trials() * block.depth();
        return shard.features().get(block.features()).matrix(first, count, depth, block.depth());
    }

    /** The index of a tile's first trial at a step in the values of coefficients. */
    final int place(int step, Rows tile) {
        return step * shard.trials() + tile.trial();
    }

    /** Loads a tile's rows of a step's matrix. */
    final void load(MatrixView from, Rows tile, Scratch to) {
        int width = from.columns();
        arithmetic.load(from.memory(), from.offset() + tile.at(columns, width), to, 0, tile.count() * width);
    }

    /** Stores a tile's rows in a step's matrix. */
    final void store(Scratch from, MatrixView to, Rows tile) {
        int width = to.columns();
        arithmetic.store(from, 0, to.memory(), to.offset() + tile.at(columns, width), tile.count() * width);
    }

    /** Adds a perturbation's rows to those of the state parts. */
    final void addPerturbation(BlockRows from, int step, Rows tile, List<Scratch> state) {
        int width = derivative.perturbationWidth();
        from.load(step, tile, workspace.rows);
        for (int p = 0; p < derivative.parts(); p++) {
            arithmetic.combine(
                    state.get(p), 0, hidden, workspace.rows, p * hidden, width, tile.count(), hidden, 1, null, 0, true);
        }
    }

    /** Stores rows of the state parts as those of a perturbation. */
    final void storePerturbation(List<Scratch> state, BlockRows to, int step, Rows tile) {
        int width = derivative.perturbationWidth();
        for (int p = 0; p < derivative.parts(); p++) {
            arithmetic.combine(
                    workspace.rows,
                    p * hidden,
                    width,
                    state.get(p),
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

    /** Stores rows of outputs as the part of a perturbation after the state's. */
    final void storeOutputPerturbation(BlockRows to, int step, Rows tile) {
        int width = derivative.observedWidth();
        for (int row = 0; row < tile.count(); row++) {
            arithmetic.store(
                    workspace.outputRows,
                    row * width,
                    to.block().segment(step),
                    to.at(tile, row) + derivative.parts() * hidden,
                    width);
        }
    }
}
