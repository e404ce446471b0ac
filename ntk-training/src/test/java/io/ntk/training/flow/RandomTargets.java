package io.ntk.training.flow;

import io.ntk.api.random.ProbeDistribution;
import io.ntk.training.loss.Targets;

/** Targets that no network has learnt, with steps that do not count. */
final class RandomTargets {
    private RandomTargets() {}

    static boolean[] mask(int places) {
        boolean[] counted = new boolean[places];
        for (int i = 0; i < places; i++) {
            counted[i] = i % 4 != 3;
        }
        return counted;
    }

    static Targets numbers(int trials, int steps, int width) {
        double[] values = new double[trials * steps * width];
        ProbeDistribution.GAUSSIAN.fill(11, 0, 0, values, 0, values.length);
        return new Targets(trials, steps, width, values, mask(trials * steps));
    }

    static Targets classes(int trials, int steps, int width) {
        double[] classes = new double[trials * steps];
        for (int i = 0; i < classes.length; i++) {
            classes[i] = (i * 7 + i / 3) % width;
        }
        return Targets.ofClasses(trials, steps, width, classes, mask(trials * steps));
    }
}
