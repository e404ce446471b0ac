package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.spi.DenseMatrices;
import io.ntk.estimators.linalg.DirectBuffers;
import java.util.List;

/**
 * G_b(t g, t′ h) of all trials b, of the first entries g and a slab of entries h. What one pair of blocks of trials reads at once, an
 * entry g and a strip of the slab, lies together: {@code [block][strip][g][b][h][t′][t]}.
 */
final class TrialGrams {
    private enum Role {
        GRAMS,
        EMITTED
    }

    private final ModelPair pair;
    private final Entries left;
    private final Entries right;
    private final int from;
    private final int width;
    private final int rows;
    private final List<Strip> strips;
    private final Elements grams;

    /**
     * Computes them.
     *
     * @param pair the models
     * @param left the entries of the left one
     * @param right the entries of the right one
     * @param from the first entry h of the slab
     * @param to the entry after the last
     * @param rows how many entries g
     * @param blocks the blocks of trials, all of them
     * @param workers the threads
     */
    TrialGrams(
            ModelPair pair,
            Entries left,
            Entries right,
            int from,
            int to,
            int rows,
            List<TrialBlock> blocks,
            ThreadTeam workers) {
        this.pair = pair;
        this.left = left;
        this.right = right;
        this.from = from;
        this.width = to - from;
        this.rows = rows;
        this.strips = Strip.of(from, to, TrialSum.WIDEST_STRIP);
        this.grams =
                Elements.of(workers.shared(), Role.GRAMS, pair.precision(), TrialBlock.squares(blocks) * rows * width);
        List<TrialBlock> blockOf = TrialBlock.ofTrials(blocks);
        workers.run(
                blockOf.size(),
                (trial, workspace) ->
                        compute(blockOf.get(trial), trial - blockOf.get(trial).first(), workspace));
    }

    /** {@return the elements that a thread needs besides for each entry h, for trials of so many steps} */
    static long scratchElements(long steps, Entries left, Precision precision) {
        return steps * steps + Elements.doubles(precision, steps * steps * left.width());
    }

    List<Strip> strips() {
        return strips;
    }

    /** {@return the entries g beside a strip: in a square those that are not mirrored by later strips. Of others it has no G} */
    int rows(Strip strip) {
        return pair.isSquare() ? strip.to() : rows;
    }

    /** {@return G of an entry g and an entry h of a strip for all trials of a block, {@code [t′, t]} each} */
    DenseMatrices of(TrialBlock block, Strip strip, int g, int h) {
        int steps = block.steps();
        int square = steps * steps;
        int at = at(block, strip, g) + (h - strip.from()) * square;
        return new DenseMatrices(grams.matrix(at, steps, steps), strip.width() * square, block.trials());
    }

    /** {@return G of an entry g and a strip for all trials of a block, {@code [(h t′), t]} each} */
    DenseMatrices of(TrialBlock block, Strip strip, int g) {
        int steps = block.steps();
        int summed = strip.width() * steps;
        return new DenseMatrices(grams.matrix(at(block, strip, g), summed, steps), summed * steps, block.trials());
    }

    private int at(TrialBlock block, Strip strip, int g) {
        int before = (strip.from() - from) * rows + g * strip.width();
        return (int) (block.squaresBefore() * rows * width + block.squares() * before);
    }

    private void compute(TrialBlock block, int inBlock, DirectBuffers workspace) {
        Elements emitted = emit(block.first() + inBlock, block.steps(), workspace);
        double[] row = new double[block.steps() * width];
        double[] ofEntry = new double[block.steps() * row.length];
        for (int g = 0; g < rows; g++) {
            put(emitted, block, inBlock, g, row, ofEntry);
        }
    }

    /** Copies G of a trial and an entry g to where it belongs. */
    private void put(Elements emitted, TrialBlock block, int inBlock, int g, double[] row, double[] ofEntry) {
        int steps = block.steps();
        List<Strip> beside = strips.stream().filter(strip -> g < rows(strip)).toList();
        for (int t = 0; t < steps; t++) {
            emitted.get((t * rows + g) * row.length, row);
            transpose(row, steps, t, beside.get(0).from() - from, ofEntry);
        }
        for (Strip strip : beside) {
            int elements = strip.width() * steps * steps;
            int to = at(block, strip, g) + inBlock * elements;
            grams.put(to, ofEntry, (strip.from() - from) * steps * steps, elements);
        }
    }

    /** {@return G of a trial, {@code [t][g][t′][h]}} */
    private Elements emit(int trial, int steps, DirectBuffers workspace) {
        SiteGrams sweep = new SiteGrams(pair, trial, List.of(left), right, from, from + width, workspace);
        int length = steps * width;
        Elements emitted = Elements.of(workspace, Role.EMITTED, pair.precision(), (long) steps * rows * length);
        double[] room = new double[length];
        SiteGrams.Sink sink = (given, first, end) -> {
            for (int g = 0; g < rows; g++) {
                int to = (given.leftIndex() * rows + g) * length + first * width;
                given.copyRow(g, first * width, (end - first) * width, emitted, to, room);
            }
        };
        sweep.forward(sink);
        sweep.backward(sink);
        return emitted;
    }

    /** Copies {@code [t′][h]} of a step t, from a column h on, to {@code [h][t′][t]}. */
    private void transpose(double[] row, int steps, int t, int first, double[] out) {
        for (int later = 0; later < steps; later++) {
            for (int h = first; h < width; h++) {
                out[(h * steps + later) * steps + t] = row[later * width + h];
            }
        }
    }
}
