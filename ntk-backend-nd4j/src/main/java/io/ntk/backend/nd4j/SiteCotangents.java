package io.ntk.backend.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Collects the cotangents of one {@link ParameterSite} over the steps, last step first, and turns them into the
 * gradient of G = Σ a fᵀ, by one matrix product for many steps at a time.
 */
final class SiteCotangents implements AutoCloseable {
    private final ParameterSite site;
    private final BlockArena arena;
    private final StepWindow window;
    private final int trials;
    private final int columns;
    private final INDArray g;
    private final INDArray cotangents;
    private boolean empty = true;

    /** The steps collected, {@code from} to {@code to − 1}, at the end of the window. */
    private int from;

    private int to;

    SiteCotangents(ParameterSite site, BlockArena arena, StepWindow window) {
        this.site = site;
        this.arena = arena;
        this.window = window;
        this.trials = arena.trials();
        this.columns = arena.columns();
        int width = site.width();
        this.g = arena.borrow((long) columns * width * site.depth());
        try {
            this.cotangents = arena.borrow((long) window.length() * trials * columns * width);
        } catch (RuntimeException e) {
            arena.giveBack(g);
            throw e;
        }
    }

    /**
     * {@return the block into which the cotangent of a step is to be written}
     *
     * @param step in falling order, each at most once
     */
    INDArray slot(int step) {
        if (step != from - 1 || to - step > window.length()) {
            flush();
            to = step + 1;
        }
        from = step;
        int width = site.width();
        return Views.block(cotangents, at() * trials * columns * width, trials, columns, width);
    }

    /** {@return the place of the first collected step in the window} */
    private long at() {
        return window.length() - (long) (to - from);
    }

    private void flush() {
        if (from == to) {
            return;
        }
        int d = site.depth();
        long width = (long) columns * site.width();
        long rows = (long) (to - from) * trials;
        INDArray a = Views.matrix(cotangents, at() * trials * width, rows, width);
        INDArray features = Views.matrix(site.features(), (long) from * trials * d, rows, d);
        Products.multiply(1, a.transpose(), features, empty ? 0 : 1, Views.matrix(g, 0, width, d));
        empty = false;
        from = to;
    }

    /**
     * Adds the gradient to a block of parameter vectors.
     *
     * @param parameters {@code [k, M]}
     * @param column the first column of the block
     */
    void addTo(INDArray parameters, int column) {
        flush();
        if (!empty) {
            site.scatter(Views.block(g, 0, columns, site.width(), site.depth()), parameters, column);
        }
    }

    @Override
    public void close() {
        arena.giveBack(g);
        arena.giveBack(cotangents);
    }
}
