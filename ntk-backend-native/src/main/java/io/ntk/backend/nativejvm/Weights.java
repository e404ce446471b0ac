package io.ntk.backend.nativejvm;

import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * A model's parameters in the precision of the sweeps: as they are for the reverse sweep, and for the forward sweep the
 * weights that take a step's features to its lanes transposed, because products with an untransposed matrix are faster.
 */
final class Weights implements AutoCloseable {
    /** Values that are rounded at a time. */
    private static final int TILE = 1 << 12;

    private final Memory all;
    private final Memory transposed;

    /** For each feature of the program and each of its targets, the weight, and its transpose. */
    private final List<List<MatrixView>> weightViews = new ArrayList<>();

    private final List<List<MatrixView>> transposedViews = new ArrayList<>();

    private Weights(Memory all, Memory transposed, StepProgram program) {
        this.all = all;
        this.transposed = transposed;
        int at = 0;
        for (StepProgram.Feature feature : program.features()) {
            int depth = feature.site().featureWidth();
            List<MatrixView> weights = new ArrayList<>();
            List<MatrixView> transposes = new ArrayList<>();
            for (StepProgram.Target target : feature.targets()) {
                int width = target.lane().width();
                weights.add(all.matrix(feature.weightAt(target), width, depth));
                transposes.add(transposed.matrix(at, depth, width));
                at += depth * width;
            }
            weightViews.add(weights);
            transposedViews.add(transposes);
        }
    }

    /** Rounds and transposes {@code theta}, all parameters of the model. */
    static Weights of(Arithmetic arithmetic, StepProgram program, double[] theta) {
        int size = 0;
        for (StepProgram.Feature feature : program.features()) {
            for (StepProgram.Target target : feature.targets()) {
                size += target.lane().width() * feature.site().featureWidth();
            }
        }
        double[] transposed = new double[size];
        int at = 0;
        for (StepProgram.Feature feature : program.features()) {
            for (StepProgram.Target target : feature.targets()) {
                int from = feature.weightAt(target);
                int depth = feature.site().featureWidth();
                for (int i = 0; i < depth; i++) {
                    for (int j = 0; j < target.lane().width(); j++) {
                        transposed[at++] = theta[from + j * depth + i];
                    }
                }
            }
        }
        Memory all = upload(arithmetic, theta);
        try {
            return new Weights(all, upload(arithmetic, transposed), program);
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        }
    }

    private static Memory upload(Arithmetic arithmetic, double[] values) {
        Memory memory = arithmetic.memory(values.length);
        int tile = Math.min(values.length, TILE);
        Scratch narrowed = arithmetic.scratch(tile);
        for (int at = 0; at < values.length; at += tile) {
            int count = Math.min(tile, values.length - at);
            arithmetic.narrow(values, at, narrowed, 0, count);
            arithmetic.store(narrowed, 0, memory, at, count);
        }
        return memory;
    }

    Memory all() {
        return all;
    }

    /** What takes a lane's cotangent to that of a feature, {@code [lane width, feature width]}. */
    MatrixView weight(int feature, int target) {
        return weightViews.get(feature).get(target);
    }

    /** What takes a feature's tangent to a lane, {@code [feature width, lane width]}. */
    MatrixView transposed(int feature, int target) {
        return transposedViews.get(feature).get(target);
    }

    @Override
    public void close() {
        all.close();
        transposed.close();
    }
}
