package io.ntk.estimators.exact;

import io.ntk.api.spi.DenseMatrices;
import io.ntk.estimators.exact.FeatureSlab.Piece;
import io.ntk.estimators.linalg.DirectBuffers;
import java.util.List;

/**
 * G_b(s, r)[i, k] of the trials b of some blocks and a slab of columns k of a right class. What one row i and one strip of columns read
 * at once lies together: {@code [p][strip][i][b][σ][ρ][k]}, where σ and ρ are pairs of a step and a place of the class.
 */
final class FeatureGrams {
    private enum Role {
        GRAMS
    }

    private final ModelPair pair;
    private final FeatureSlab slab;
    private final List<TrialBlock> blocks;
    private final long squares;
    /** For each left class and strip, where its rows begin. */
    private final int[][] begins;

    private final Elements grams;

    /**
     * Computes them.
     *
     * @param pair the models
     * @param slab the slab
     * @param blocks the blocks of trials, which follow each other
     * @param workers the threads
     */
    FeatureGrams(ModelPair pair, FeatureSlab slab, List<TrialBlock> blocks, ThreadTeam workers) {
        this.pair = pair;
        this.slab = slab;
        this.blocks = blocks;
        this.squares = TrialBlock.squares(blocks);
        this.begins = new int[slab.left().size()][slab.strips().size()];
        int elements = 0;
        for (int p = 0; p < begins.length; p++) {
            for (int s = 0; s < begins[p].length; s++) {
                Strip strip = slab.strips().get(s);
                begins[p][s] = elements;
                elements += slab.rows(p, strip) * (int) rowElements(p, strip);
            }
        }
        this.grams = Elements.of(workers.shared(), Role.GRAMS, pair.precision(), elements);
        List<TrialBlock> blockOf = TrialBlock.ofTrials(blocks);
        int first = blocks.get(0).first();
        workers.run(
                blockOf.size(),
                (i, workspace) ->
                        compute(blockOf.get(i), first + i - blockOf.get(i).first(), workspace));
    }

    /** {@return G of a row and a strip for all trials of a block, of a range of ρ and all σ, {@code [(ρ k), σ]} each} */
    DenseMatrices of(Piece piece, TrialBlock block, int fromIndex, int toIndex) {
        int width = piece.columns().width();
        int leftIndices = block.steps() * places(piece.leftClass());
        int length = block.steps() * slab.right().places().size() * width;
        return new DenseMatrices(
                grams.matrix(
                                at(piece.leftClass(), piece.strip(), piece.row(), block) + fromIndex * width,
                                leftIndices,
                                (toIndex - fromIndex) * width,
                                length)
                        .transpose(),
                leftIndices * length,
                block.trials());
    }

    private int places(int leftClass) {
        return slab.left().get(leftClass).places().size();
    }

    /** The elements for each pair of steps. */
    private long perSquare(int leftClass, Strip strip) {
        return (long) places(leftClass) * slab.right().places().size() * strip.width();
    }

    private long rowElements(int leftClass, Strip strip) {
        return squares * perSquare(leftClass, strip);
    }

    private int at(int leftClass, int s, int row, TrialBlock block) {
        Strip strip = slab.strips().get(s);
        long before = block.squaresBefore() - blocks.get(0).squaresBefore();
        return begins[leftClass][s]
                + row * (int) rowElements(leftClass, strip)
                + (int) (before * perSquare(leftClass, strip));
    }

    private void compute(TrialBlock block, int inBlock, DirectBuffers workspace) {
        SiteGrams sweep = new SiteGrams(
                pair,
                block.first() + inBlock,
                ClassColumns.of(pair.left(), slab.left()),
                new ClassColumns(pair.right(), slab.right()),
                slab.from(),
                slab.to(),
                workspace);
        SiteGrams.Sink sink = (given, first, end) -> put(given, first, end, block, inBlock);
        sweep.forward(sink);
        sweep.backward(sink);
    }

    private void put(SiteGramRows given, int first, int end, TrialBlock block, int inBlock) {
        int p = given.leftClass();
        int width = slab.width();
        int rightIndices = block.steps() * slab.right().places().size();
        int inTrials = inBlock * block.steps() * places(p) + given.leftIndex();
        int last = slab.rows(p, slab.strips().get(slab.strips().size() - 1));
        double[] row = new double[(end - first) * width];
        double[] ofStrip = new double[row.length];
        for (int i = 0; i < last; i++) {
            given.copyRow(i, first * width, row.length, row);
            for (int s = 0; s < slab.strips().size(); s++) {
                Strip strip = slab.strips().get(s);
                if (i < slab.rows(p, strip)) {
                    int to = at(p, s, i, block) + (inTrials * rightIndices + first) * strip.width();
                    gather(row, strip, end - first, ofStrip);
                    grams.put(to, ofStrip, 0, (end - first) * strip.width());
                }
            }
        }
    }

    /** Copies the columns of a strip, of each ρ one after another. */
    private void gather(double[] row, Strip strip, int indices, double[] out) {
        int width = strip.width();
        for (int index = 0; index < indices; index++) {
            System.arraycopy(row, index * slab.width() + strip.from() - slab.from(), out, index * width, width);
        }
    }
}
