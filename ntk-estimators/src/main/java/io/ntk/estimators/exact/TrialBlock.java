package io.ntk.estimators.exact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Trials of one group and of equal length that follow each other in the order of {@link ModelPieces}, whose products are taken at once.
 *
 * @param first the first
 * @param trials how many
 * @param steps of each
 * @param stepsBefore the steps of all trials before
 * @param squaresBefore the squares of the steps of all trials before, summed
 */
record TrialBlock(int first, int trials, int steps, int stepsBefore, long squaresBefore) {
    /** {@return all trials of a model in blocks of about so many steps, or of one trial if it is longer} */
    static List<TrialBlock> of(ModelPieces model, int wanted) {
        List<TrialBlock> blocks = new ArrayList<>();
        long squaresBefore = 0;
        for (int first = 0; first < model.trials(); ) {
            int length = model.steps(first);
            int most = Math.max(1, wanted / length);
            int end = first + 1;
            while (end < model.trials()
                    && end - first < most
                    && model.steps(end) == length
                    && model.group(end) == model.group(first)) {
                end++;
            }
            blocks.add(new TrialBlock(first, end - first, length, model.stepsBefore(first), squaresBefore));
            squaresBefore += (long) (end - first) * length * length;
            first = end;
        }
        return blocks;
    }

    /** {@return the pairs of steps in the same trial} */
    long squares() {
        return (long) rows() * steps;
    }

    /** {@return the same of several blocks} */
    static long squares(List<TrialBlock> blocks) {
        return blocks.stream().mapToLong(TrialBlock::squares).sum();
    }

    /** {@return the block of each trial of several blocks} */
    static List<TrialBlock> ofTrials(List<TrialBlock> blocks) {
        return blocks.stream()
                .flatMap(block -> Collections.nCopies(block.trials(), block).stream())
                .toList();
    }

    /** {@return the steps of all its trials} */
    int rows() {
        return trials * steps;
    }
}
