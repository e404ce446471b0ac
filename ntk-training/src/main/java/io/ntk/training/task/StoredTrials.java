package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Trials as files hold them: inputs {@code [B, T, I]}, targets {@code [B, T, O]} and the steps that count {@code [B, T]}. */
final class StoredTrials {
    private final int trials;
    private final int steps;
    private final int inputSize;
    private final int outputSize;
    private final double[] inputs;
    private final double[] targets;
    private final boolean[] counted;

    private StoredTrials(List<Integer> shape, int outputSize, double[] inputs, double[] targets, boolean[] counted) {
        this.trials = shape.get(0);
        this.steps = shape.get(1);
        this.inputSize = shape.get(2);
        this.outputSize = outputSize;
        this.inputs = inputs;
        this.targets = targets;
        this.counted = counted;
    }

    /**
     * Reads trials. What follows the last step of a trial that counts may be anything, and is taken as zero.
     *
     * @param files where they stand
     * @param loss the loss, which decides whether targets {@code [B, T]} are classes
     * @param outputs the number of outputs if it is known; otherwise one more than the largest class
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH}, {@link ErrorId#INVALID_ARGUMENT} for a mask or a class that is none or a
     *     trial of which no step counts, {@link ErrorId#NON_FINITE}, or as {@link ArrayReference#read}
     */
    static StoredTrials read(TrialFiles files, Loss loss, OptionalInt outputs) {
        NumericArray x = files.inputs().read();
        List<Integer> shape = x.shape();
        if (shape.size() != 3 || shape.contains(0)) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    x.description() + " has shape " + shape + ", but inputs are [trials, steps, channels].",
                    "Save them with three axes, none of them empty.");
        }
        List<Integer> places = shape.subList(0, 2);
        boolean[] counted = counted(files.valid(), places);
        double[] inputs = x.values();
        requireEachCounts(files, counted, shape);
        clearPadding(inputs, counted, shape);
        NumericArray y = files.targets().read();
        if (loss == Loss.CROSS_ENTROPY && y.shape().equals(places)) {
            int width = outputs.orElseGet(() -> classes(y, counted));
            Targets expected = Targets.ofClasses(shape.get(0), shape.get(1), width, y.values(), counted);
            return new StoredTrials(shape, width, inputs, expected.toArray(), counted);
        }
        int width = requireTargets(y, places, loss, outputs);
        return new StoredTrials(shape, width, inputs, y.values(), counted).checked();
    }

    private static int requireTargets(NumericArray y, List<Integer> places, Loss loss, OptionalInt outputs) {
        boolean fits = y.shape().size() == 3
                && y.shape().subList(0, 2).equals(places)
                && y.shape().get(2) > 0
                && (outputs.isEmpty() || outputs.getAsInt() == y.shape().get(2));
        if (!fits) {
            String last = outputs.isPresent() ? String.valueOf(outputs.getAsInt()) : "outputs";
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    y.description() + " has shape " + y.shape() + ", but the inputs have [trials, steps] = " + places
                            + ".",
                    "Give targets [" + places.get(0) + ", " + places.get(1) + ", " + last + "]"
                            + (loss == Loss.CROSS_ENTROPY
                                    ? ", or classes [" + places.get(0) + ", " + places.get(1) + "]."
                                    : "; save y[..., None] if there is one output, or use --loss cross-entropy for"
                                            + " classes."));
        }
        return y.shape().get(2);
    }

    private static boolean[] counted(Optional<ArrayReference> valid, List<Integer> places) {
        boolean[] counted = new boolean[Math.multiplyExact(places.get(0), places.get(1))];
        if (valid.isEmpty()) {
            Arrays.fill(counted, true);
            return counted;
        }
        NumericArray mask = valid.get().read();
        if (!mask.shape().equals(places)) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    mask.description() + " has shape " + mask.shape() + ", but the inputs have [trials, steps] = "
                            + places + ".",
                    "Give a mask of that shape, 1 at steps that count and 0 elsewhere.");
        }
        for (int i = 0; i < counted.length; i++) {
            double value = mask.values()[i];
            if (value != 0 && value != 1) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        mask.description() + " holds " + value + ".",
                        "Give 1 at steps that count, and 0 elsewhere.");
            }
            counted[i] = value == 1;
        }
        return counted;
    }

    private static void requireEachCounts(TrialFiles files, boolean[] counted, List<Integer> shape) {
        for (int trial = 0; trial < shape.get(0); trial++) {
            if (end(counted, trial, shape.get(1)) == 0) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "No step of trial " + trial + " counts by '"
                                + files.valid().map(String::valueOf).orElse("") + "'.",
                        "Leave that trial out of the data.");
            }
        }
    }

    /** One more than the last step of a trial that counts. */
    private static int end(boolean[] counted, int trial, int steps) {
        int end = steps;
        while (end > 0 && !counted[trial * steps + end - 1]) {
            end--;
        }
        return end;
    }

    private static void clearPadding(double[] inputs, boolean[] counted, List<Integer> shape) {
        int steps = shape.get(1);
        int width = shape.get(2);
        for (int trial = 0; trial < shape.get(0); trial++) {
            int from = (trial * steps + end(counted, trial, steps)) * width;
            Arrays.fill(inputs, from, (trial + 1) * steps * width, 0);
        }
    }

    private static int classes(NumericArray y, boolean[] counted) {
        double largest = 0;
        for (int i = 0; i < counted.length; i++) {
            largest = counted[i] ? Math.max(largest, y.values()[i]) : largest;
        }
        if (!(largest < MOST_CLASSES)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    y.description() + " holds the class " + largest + ".",
                    "Number the classes from 0; there may be " + MOST_CLASSES + ".");
        }
        return (int) largest + 1;
    }

    private static final int MOST_CLASSES = 100_000;

    private StoredTrials checked() {
        whole();
        return this;
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
        return new Trials(Inputs.of(trials, steps, inputSize, inputs), outputSize, targets, counted);
    }

    /** {@return some trials in the given order} */
    Trials chosen(int[] which) {
        double[] x = new double[which.length * steps * inputSize];
        double[] y = new double[which.length * steps * outputSize];
        boolean[] counts = new boolean[which.length * steps];
        for (int i = 0; i < which.length; i++) {
            copy(inputs, x, which[i], i, steps * inputSize);
            copy(targets, y, which[i], i, steps * outputSize);
            copy(counted, counts, which[i], i, steps);
        }
        return new Trials(Inputs.of(which.length, steps, inputSize, x), outputSize, y, counts);
    }

    @SuppressWarnings("SuspiciousSystemArraycopy")
    private static void copy(Object from, Object to, int source, int target, int length) {
        System.arraycopy(from, source * length, to, target * length, length);
    }

    /** {@return the standard deviation of the targets that count, of all outputs together} */
    double deviation() {
        double sum = 0;
        double squares = 0;
        long count = 0;
        for (int i = 0; i < targets.length; i++) {
            if (counted[i / outputSize]) {
                count++;
                double step = targets[i] - sum;
                sum += step / count;
                squares += step * (targets[i] - sum);
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
