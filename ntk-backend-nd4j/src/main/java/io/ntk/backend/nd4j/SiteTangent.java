package io.ntk.backend.nd4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The tangents dG f at one {@link ParameterSite} for a block of parameter tangents dG, by one matrix product for many
 * steps at a time.
 */
final class SiteTangent implements AutoCloseable {
    private final ParameterSite site;
    private final BlockArena arena;
    private final StepWindow window;
    private final int trials;
    private final int columns;
    private final INDArray g;
    private @Nullable INDArray values;
    private @Nullable INDArray spare;
    private int from;
    private int to;

    /** Reads parameter tangents {@code [k, M]} from column {@code column} on. */
    SiteTangent(ParameterSite site, INDArray parameters, int column, BlockArena arena, StepWindow window) {
        this.site = site;
        this.arena = arena;
        this.window = window;
        this.trials = arena.trials();
        this.columns = arena.columns();
        int width = site.width();
        long elements = (long) window.length() * trials * columns * width;
        this.g = arena.borrow((long) columns * width * site.depth());
        try {
            site.gather(parameters, column, Views.block(g, 0, columns, width, site.depth()));
            this.values = arena.borrow(elements);
            // What one window holds may still be read during the first step of the next.
            this.spare = window.isWhole() ? null : arena.borrow(elements);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** {@return dG f at a step, a block that the caller may overwrite; steps are asked for in order, once each} */
    INDArray at(int step) {
        int width = site.width();
        if (step >= to) {
            compute(step, width);
        }
        return Views.block(open(values), (long) (step - from) * trials * columns * width, trials, columns, width);
    }

    private static INDArray open(@Nullable INDArray array) {
        if (array == null) {
            throw new IllegalStateException("A sweep went on after it was closed");
        }
        return array;
    }

    private void compute(int step, int width) {
        if (spare != null) {
            INDArray filled = values;
            values = spare;
            spare = filled;
        }
        from = step;
        to = Math.min(step + window.length(), window.steps());
        int d = site.depth();
        long rows = (long) (to - from) * trials;
        INDArray features = Views.matrix(site.features(), (long) from * trials * d, rows, d);
        INDArray matrix = Views.matrix(g, 0, (long) columns * width, d);
        INDArray result = Views.matrix(open(values), 0, rows, (long) columns * width);
        Products.multiply(1, features, matrix.transpose(), 0, result);
    }

    @Override
    public void close() {
        arena.giveBack(g);
        INDArray first = values;
        if (first != null) {
            arena.giveBack(first);
        }
        INDArray second = spare;
        if (second != null) {
            arena.giveBack(second);
        }
    }
}
