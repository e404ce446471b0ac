package io.ntk.backend.nativejvm;

import io.ntk.program.Lane;
import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.List;

/** The buffers of one thread's sweep over at most k columns of shards of at most b trials. */
final class Workspace implements AutoCloseable {
    /**
     * The fewest rows that make a parameter product efficient; the steps of a slab have at least this number of rows.
     */
    private static final int LEAST_ROWS = 128;

    /** The most rows of a parameter product; with fewer, gradients are read and written more often. */
    private static final int MOST_ROWS = 250;

    /** The same where products of few rows are fast: what is collected should stay in the cache. */
    private static final int LEAST_ROWS_IF_FAST = 48;

    private static final int MOST_ROWS_IF_FAST = 100;

    /** How many steps of lane values are kept before the parameter products run over them. */
    final int slab;

    /** For each state part, its tangent or cotangent {@code [b, k, H]}. */
    final List<Memory> state = new ArrayList<>();

    /** For each state part, a copy of its cotangent while lanes that feed other lanes wait for it {@code [b, k, H]}. */
    final List<Memory> pending = new ArrayList<>();

    /** For each lane, its tangent or cotangent {@code [slab, b, k, W]}. */
    final List<Memory> lanes = new ArrayList<>();

    /** For each feature of the program, its tangent or cotangent {@code [b, k, in]}. */
    final List<Memory> features = new ArrayList<>();

    /** What is observed, where the readout's products need it in one piece {@code [b, k, O]}. */
    final Memory outputs;

    /** The most rows of a tile; the arrays below hold one tile. */
    final int mostRows;

    final List<Scratch> stateRows = new ArrayList<>();
    final List<Scratch> nextRows = new ArrayList<>();
    final List<Scratch> laneRows = new ArrayList<>();
    final List<Scratch> featureRows = new ArrayList<>();

    final Scratch outputRows;

    /** Rows of the caller's blocks. */
    final Scratch rows;

    Workspace(Derivative derivative, SweepTask task) {
        Arithmetic arithmetic = derivative.arithmetic();
        StepProgram program = derivative.program();
        this.slab = task.slab();
        this.mostRows = task.mostRows(derivative.hidden());
        long rowCount = (long) task.mostTrials() * task.widest();
        for (int i = 0; i < derivative.parts(); i++) {
            state.add(arithmetic.memory(rowCount * derivative.hidden()));
            if (program.isNested()) {
                pending.add(arithmetic.memory(rowCount * derivative.hidden()));
            }
            stateRows.add(arithmetic.scratch(mostRows * derivative.hidden()));
            nextRows.add(arithmetic.scratch(mostRows * derivative.hidden()));
        }
        for (Lane lane : program.lanes()) {
            lanes.add(arithmetic.memory(slab * rowCount * lane.width()));
            laneRows.add(arithmetic.scratch(mostRows * lane.width()));
        }
        for (StepProgram.Feature feature : program.features()) {
            boolean isState = feature.statePart() >= 0;
            features.add(
                    arithmetic.memory(isState ? 0 : rowCount * feature.site().featureWidth()));
            featureRows.add(
                    arithmetic.scratch(isState ? 0 : mostRows * feature.site().featureWidth()));
        }
        this.outputs = arithmetic.memory(derivative.observesOutputs() ? rowCount * derivative.observedWidth() : 0);
        this.outputRows = arithmetic.scratch(derivative.observesOutputs() ? mostRows * derivative.observedWidth() : 0);
        this.rows = arithmetic.scratch(mostRows * Math.max(derivative.perturbationWidth(), derivative.observedWidth()));
    }

    /**
     * The number of steps of lanes to keep for the parameter products, given the bytes that leave products efficient.
     */
    static int slab(Derivative derivative, int trials, long bytesPerColumn) {
        int least = leastSlab(derivative, trials);
        boolean isFast = derivative.isFastOnFewRows();
        int slab = Math.min(derivative.steps(), ((isFast ? MOST_ROWS_IF_FAST : MOST_ROWS) + trials - 1) / trials);
        while (slab > least && bytesPerColumn(derivative, trials, slab) + derivative.gradientBytes() > bytesPerColumn) {
            slab--;
        }
        // All slabs hold the same number of steps.
        int slabs = (derivative.steps() + slab - 1) / slab;
        return (derivative.steps() + slabs - 1) / slabs;
    }

    /** The fewest steps that make parameter products efficient. */
    static int leastSlab(Derivative derivative, int trials) {
        int rows = derivative.isFastOnFewRows() ? LEAST_ROWS_IF_FAST : LEAST_ROWS;
        return Math.min(derivative.steps(), (rows + trials - 1) / trials);
    }

    /** An upper bound of the bytes that one column takes, its gradients aside. */
    static long bytesPerColumn(Derivative derivative, int trials, int slab) {
        long perTrial = (long) derivative.parts()
                        * derivative.hidden()
                        * (derivative.program().isNested() ? 2 : 1)
                + (derivative.observesOutputs() ? derivative.observedWidth() : 0);
        for (Lane lane : derivative.program().lanes()) {
            perTrial += (long) slab * lane.width();
        }
        for (StepProgram.Feature feature : derivative.program().features()) {
            perTrial += feature.statePart() >= 0 ? 0 : feature.site().featureWidth();
        }
        return perTrial * trials * derivative.arithmetic().precision().bytes();
    }

    @Override
    public void close() {
        state.forEach(Memory::close);
        pending.forEach(Memory::close);
        lanes.forEach(Memory::close);
        features.forEach(Memory::close);
        outputs.close();
    }
}
