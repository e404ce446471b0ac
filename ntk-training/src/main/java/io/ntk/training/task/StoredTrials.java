package io.ntk.training.task;

import io.ntk.api.model.Inputs;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/** All trials of a data set: inputs {@code [B, T, I]}, targets {@code [B, T, O]} and the steps that count {@code [B, T]}. */
final class StoredTrials {
    private final int trials;
    private final int steps;
    private final int inputSize;
    private final int outputSize;
    private final double[] inputs;
    private final double[] targets;
    private final boolean[] counted;
    private final Trials whole;

    StoredTrials(List<Integer> shape, int outputSize, double[] inputs, double[] targets, boolean[] counted) {
        this.trials = shape.get(0);
        this.steps = shape.get(1);
        this.inputSize = shape.get(2);
        this.outputSize = outputSize;
        this.inputs = inputs;
        this.targets = targets;
        this.counted = counted;
        this.whole = new Trials(Inputs.of(trials, steps, inputSize, inputs), outputSize, targets, counted);
    }

    int trials() {
        return trials;
    }

    int steps() {
        return steps;
    }

    int inputSize() {
        return inputSize;
    }

    int outputSize() {
        return outputSize;
    }

    /** {@return all trials in the order of the file} */
    Trials whole() {
        return whole;
    }

    /** {@return some trials in the given order} */
    Trials chosen(int[] which) {
        double[] x = new double[which.length * steps * inputSize];
        double[] y = new double[which.length * steps * outputSize];
        boolean[] counts = new boolean[which.length * steps];
        for (int i = 0; i < which.length; i++) {
            System.arraycopy(inputs, which[i] * steps * inputSize, x, i * steps * inputSize, steps * inputSize);
            System.arraycopy(targets, which[i] * steps * outputSize, y, i * steps * outputSize, steps * outputSize);
            System.arraycopy(counted, which[i] * steps, counts, i * steps, steps);
        }
        return new Trials(Inputs.of(which.length, steps, inputSize, x), outputSize, y, counts);
    }

    /** {@return the standard deviation of the targets that count, of all outputs together} */
    double deviation() {
        double mean = 0;
        double squares = 0;
        long count = 0;
        for (int i = 0; i < targets.length; i++) {
            if (counted[i / outputSize]) {
                count++;
                double step = targets[i] - mean;
                mean += step / count;
                squares += step * (targets[i] - mean);
            }
        }
        return Math.sqrt(squares / count);
    }

    /** Adds shapes and all numbers. */
    void addTo(MessageDigest digest) {
        for (int size : new int[] {trials, steps, inputSize, outputSize}) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, size));
        }
        add(inputs, digest);
        // What does not count may be anything, NaN of any bits among it.
        double[] known = new double[targets.length];
        for (int i = 0; i < known.length; i++) {
            known[i] = counted[i / outputSize] ? targets[i] : Double.NaN;
        }
        add(known, digest);
    }

    private static void add(double[] values, MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES);
        for (double value : values) {
            digest.update(bytes.putDouble(0, value).array());
        }
    }
}
