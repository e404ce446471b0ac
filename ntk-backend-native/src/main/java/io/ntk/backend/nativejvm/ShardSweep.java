package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Factor;
import io.ntk.backend.nativejvm.MatrixView.Window;
import io.ntk.program.Lane;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import io.ntk.program.Term.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What sweeps in both directions over one shard share: its terms, its tiles, and the operands of its products. They are made
 * once for all steps, so that a step allocates nothing. Loops are over arrays, because a loop over a list takes an iterator.
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
    final int observedPart;
    final int observedWidth;
    final int perturbationWidth;

    /** Rows of a step's matrices: trials and columns. */
    final int rows;

    final Lane[] programLanes;
    final Rows[] tiles;
    final BoundTerm[] direct;
    final BoundTerm[] fromLanes;
    final BoundTerm[] fromNext;
    final List<BoundTerm[]> featuresFromState = new ArrayList<>();
    final List<BoundTerm[]> featuresFromLanes = new ArrayList<>();

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

    private final Window slabWindow = new Window();
    private final Window featureWindow = new Window();
    private final Window blockWindow = new Window();

    ShardSweep(Derivative derivative, Factor factor, SweepTask task, Workspace workspace, Shard shard) {
        this.derivative = derivative;
        this.factor = factor;
        this.arithmetic = derivative.arithmetic();
        this.task = task;
        this.workspace = workspace;
        this.shard = shard;
        this.columns = task.columns();
        this.hidden = derivative.hidden();
        this.observedPart = derivative.observedPart();
        this.observedWidth = derivative.observedWidth();
        this.perturbationWidth = derivative.perturbationWidth();
        this.rows = shard.trials() * columns;
        this.tiles = Rows.tiles(shard.trials(), columns, hidden);
        this.direct = BoundTerm.ofNextState(derivative, shard, Kind.STATE, workspace.mostRows);
        this.fromLanes = BoundTerm.ofNextState(derivative, shard, Kind.LANE, workspace.mostRows);
        this.fromNext = BoundTerm.ofNextState(derivative, shard, Kind.NEXT, workspace.mostRows);
        this.isDirect = new boolean[derivative.parts()];
        for (BoundTerm term : direct) {
            isDirect[term.source()] = true;
        }
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
        this.programLanes = program.lanes().toArray(Lane[]::new);
        for (Lane lane : programLanes) {
            Memory slab = workspace.lanes.get(lane.index());
            lanes.add(IntStream.range(0, workspace.slab)
                    .mapToObj(slot -> slab.matrix(slot * rows * lane.width(), rows, lane.width()))
                    .toList());
        }
        int width = derivative.observesOutputs() ? observedWidth : 0;
        this.outputs = workspace.outputs.matrix(0, rows, width);
        this.readout = derivative.weights().all().matrix(Math.max(derivative.readoutAt(), 0), width, hidden);
    }

    /**
     * Some steps of a slab {@code [steps · trials, columns · width]}, for products with parameters.
     *
     * @param from the first of them
     */
    final MatrixView slab(Memory memory, int from, int steps, int width) {
        int trials = shard.trials();
        int length = columns * width;
        return slabWindow.moveTo(memory, from * trials * length, steps * trials, length, length, false);
    }

    /** What multiplies the first {@code depth} of a block's parameters in some steps {@code [steps · trials, depth]}. */
    final MatrixView parameterFeatures(ParameterBlock block, int step, int steps, int depth) {
        return parameterFeatures(block, step, steps * shard.trials(), depth, false);
    }

    /** The transpose of that, {@code [depth, steps · trials]}. */
    final MatrixView transposedFeatures(ParameterBlock block, int step, int steps, int depth) {
        return parameterFeatures(block, step, depth, steps * shard.trials(), true);
    }

    private MatrixView parameterFeatures(ParameterBlock block, int step, int rows, int columns, boolean isTransposed) {
        Memory memory = shard.features().get(block.features());
        int first = step * shard.trials() * block.depth();
        return featureWindow.moveTo(memory, first, rows, columns, block.depth(), isTransposed);
    }

    /** The first {@code depth} rows of a parameter block's tangent or gradient. */
    final MatrixView firstRows(MatrixView block, int depth) {
        return blockWindow.moveTo(block, 0, 0, depth, block.columns());
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
        int width = perturbationWidth;
        from.load(step, tile, workspace.rows);
        for (int p = 0; p < derivative.parts(); p++) {
            arithmetic.combine(
                    state.get(p), 0, hidden, workspace.rows, p * hidden, width, tile.count(), hidden, 1, null, 0, true);
        }
    }

    /** Stores rows of the state parts as those of a perturbation. */
    final void storePerturbation(List<Scratch> state, BlockRows to, int step, Rows tile) {
        int width = perturbationWidth;
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
        int width = observedWidth;
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
