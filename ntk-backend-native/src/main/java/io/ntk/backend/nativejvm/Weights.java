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

    /** For each feature of the program and each of its targets, where the transposed weight begins. */
    private final List<List<Integer>> places;

    private Weights(Memory all, Memory transposed, List<List<Integer>> places) {
        this.all = all;
        this.transposed = transposed;
        this.places = places;
    }

    /**
     * Rounds and transposes.
     *
     * @param theta all parameters of the model
     */
    static Weights of(Arithmetic arithmetic, StepProgram program, double[] theta) {
        List<List<Integer>> places = new ArrayList<>();
        int size = 0;
        for (StepProgram.Feature feature : program.features()) {
            List<Integer> ofTargets = new ArrayList<>();
            for (StepProgram.Target target : feature.targets()) {
                ofTargets.add(size);
                size += target.lane().width() * feature.site().featureWidth();
            }
            places.add(ofTargets);
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
            return new Weights(all, upload(arithmetic, transposed), places);
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

    /** All parameters, in their order. */
    Memory all() {
        return all;
    }

    /** The transposed weights, {@code [feature width, lane width]} each. */
    Memory transposed() {
        return transposed;
    }

    /** Where that of a feature's target begins. */
    int transposedAt(int feature, int target) {
        return places.get(feature).get(target);
    }

    @Override
    public void close() {
        all.close();
        transposed.close();
    }
}
