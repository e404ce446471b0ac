package io.ntk.backend.nativejvm;

import io.ntk.api.spi.Factor;
import io.ntk.backend.nativejvm.MatrixView.Window;
import io.ntk.program.Lane;
import io.ntk.program.ParameterBlock;
import io.ntk.program.StepProgram;
import io.ntk.program.Term.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    final ShardTrials order;
    final Lane[] programLanes;

    /** Rows of the current step's matrices: trials that run, and columns. */
    int rows;

    /** The tiles of the current step. */
    Rows[] tiles = {};

    final BoundTerm[] direct;
    final BoundTerm[] fromLanes;
    final BoundTerm[] fromNext;
    final List<BoundTerm[]> featuresFromState = new ArrayList<>();
    final List<BoundTerm[]> featuresFromLanes = new ArrayList<>();

    /** For each state part, whether some term takes it past a step without a product. */
    final boolean[] isDirect;

    /** For each state part, its tangent or cotangent {@code [rows, H]}. */
    final List<Window> states = new ArrayList<>();

    /**
     * For each feature of the program, its tangent or cotangent {@code [rows, in]}; that of a state part is the
     * state's.
     */
    final List<Window> features = new ArrayList<>();

    /** For each lane, its tangent or cotangent at the current step {@code [rows, W]}, in the slab. */
    final List<Window> lanes = new ArrayList<>();

    /** What is observed of a readout {@code [rows, O]}, and the readout's weight {@code [O, H]}; O is 0 without one. */
    final Window outputs = new Window();

    final MatrixView readout;

    private final Rows[] allTiles;

    /** The current step's slab: the steps whose lanes are kept together for the parameter products. */
    private int slabBegin;

    private int slabEnd;

    private final Window slabWindow = new Window();
    private final Window featureWindow = new Window();
    private final Window blockWindow = new Window();

    /** Takes the tiles, in their order, of the step with the most trials. */
    ShardSweep(
            Derivative derivative, Factor factor, SweepTask task, Workspace workspace, Shard shard, Rows[] allTiles) {
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
        this.order = shard.order();
        this.allTiles = allTiles;
        this.direct = BoundTerm.ofNextState(derivative, shard, Kind.STATE, workspace.mostRows);
        this.fromLanes = BoundTerm.ofNextState(derivative, shard, Kind.LANE, workspace.mostRows);
        this.fromNext = BoundTerm.ofNextState(derivative, shard, Kind.NEXT, workspace.mostRows);
        this.isDirect = new boolean[derivative.parts()];
        for (BoundTerm term : direct) {
            isDirect[term.source()] = true;
        }
        workspace.state.forEach(state -> states.add(new Window()));
        StepProgram program = derivative.program();
        for (int i = 0; i < program.features().size(); i++) {
            StepProgram.Feature feature = program.features().get(i);
            features.add(feature.statePart() >= 0 ? states.get(feature.statePart()) : new Window());
            featuresFromState.add(BoundTerm.ofFeature(derivative, shard, i, Kind.STATE, workspace.mostRows));
            featuresFromLanes.add(BoundTerm.ofFeature(derivative, shard, i, Kind.LANE, workspace.mostRows));
        }
        this.programLanes = program.lanes().toArray(Lane[]::new);
        for (int i = 0; i < programLanes.length; i++) {
            lanes.add(new Window());
        }
        int width = derivative.observesOutputs() ? observedWidth : 0;
        this.readout = derivative.weights().all().matrix(Math.max(derivative.readoutAt(), 0), width, hidden);
    }

    /** Turns to another step: its matrices have the rows of the trials that run at it. */
    final void turnTo(int step) {
        if (order.running(step) * columns != rows) {
            resize(order.running(step));
        }
        if (step < slabBegin || step >= slabEnd) {
            findSlab(step);
        }
        int before = (order.rowsBefore(step) - order.rowsBefore(slabBegin)) * columns;
        for (Lane lane : programLanes) {
            int width = lane.width();
            move(lanes.get(lane.index()), workspace.lanes.get(lane.index()), before * width, width);
        }
    }

    private void resize(int trials) {
        rows = trials * columns;
        tiles = trials == shard.trials() ? allTiles : tilesBefore(trials);
        for (int p = 0; p < derivative.parts(); p++) {
            move(states.get(p), workspace.state.get(p), 0, hidden);
        }
        List<StepProgram.Feature> all = derivative.program().features();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).statePart() < 0) {
                move(
                        features.get(i),
                        workspace.features.get(i),
                        0,
                        all.get(i).site().featureWidth());
            }
        }
        move(outputs, workspace.outputs, 0, derivative.observesOutputs() ? observedWidth : 0);
    }

    /** The tiles of the first trials. */
    private Rows[] tilesBefore(int end) {
        Rows[] some = new Rows[allTiles.length];
        int count = 0;
        for (Rows tile : allTiles) {
            if (tile.trial() < end) {
                some[count++] = tile.before(end);
            }
        }
        return Arrays.copyOf(some, count);
    }

    final void move(Window window, Memory memory, int offset, int width) {
        window.moveTo(memory, offset, rows, width, width, false);
    }

    /** All slabs have about the same number of rows, at most those that the workspace holds. */
    private void findSlab(int step) {
        slabBegin = step;
        while (!beginsSlab(slabBegin)) {
            slabBegin--;
        }
        slabEnd = step + 1;
        while (slabEnd < order.steps() && !beginsSlab(slabEnd)) {
            slabEnd++;
        }
    }

    private boolean beginsSlab(int step) {
        int least = workspace.slab * shard.trials() - (order.endTogether() ? 0 : shard.trials() - 1);
        return step == 0 || order.rowsBefore(step) / least != order.rowsBefore(step - 1) / least;
    }

    /** The first step of the current slab. */
    final int slabBegin() {
        return slabBegin;
    }

    /** The number of steps of the current slab. */
    final int slabSteps() {
        return slabEnd - slabBegin;
    }

    /** The rows of all trials in some steps. */
    private int rowsOf(int step, int steps) {
        return order.rowsBefore(step + steps) - order.rowsBefore(step);
    }

    /**
     * Some steps of a slab {@code [rows of the steps, columns · width]}, for products with parameters.
     *
     * @param begin the step with which the memory begins
     * @param from the first of them
     */
    final MatrixView slab(Memory memory, int begin, int from, int steps, int width) {
        int length = columns * width;
        return slabWindow.moveTo(
                memory, rowsOf(begin, from - begin) * length, rowsOf(from, steps), length, length, false);
    }

    /** What multiplies the first {@code depth} of a block's parameters in some steps {@code [rows of the steps, depth]}. */
    final MatrixView parameterFeatures(ParameterBlock block, int step, int steps, int depth) {
        return parameterFeatures(block, step, rowsOf(step, steps), depth, false);
    }

    /** The transpose of that, {@code [depth, rows of the steps]}. */
    final MatrixView transposedFeatures(ParameterBlock block, int step, int steps, int depth) {
        return parameterFeatures(block, step, depth, rowsOf(step, steps), true);
    }

    private MatrixView parameterFeatures(ParameterBlock block, int step, int rows, int columns, boolean isTransposed) {
        Memory memory = shard.features().get(block.features());
        int first = order.rowsBefore(step) * block.depth();
        return featureWindow.moveTo(memory, first, rows, columns, block.depth(), isTransposed);
    }

    /** The first {@code depth} rows of a parameter block's tangent or gradient. */
    final MatrixView firstRows(MatrixView block, int depth) {
        return blockWindow.moveTo(block, 0, 0, depth, block.columns());
    }

    /** The index of a tile's first trial at a step in the values of coefficients. */
    final int place(int step, Rows tile) {
        return order.rowsBefore(step) + tile.trial();
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
