package io.ntk.training.task;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@link StoredTrials} from files. */
final class TrialReader {
    /** 2 GiB of double precision. */
    private static final double MOST_TARGETS = 1 << 28;

    private TrialReader() {}

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
        return new StoredTrials(shape, width, inputs, y.values(), counted);
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
        if (!(largest >= 1 && largest * counted.length < MOST_TARGETS)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    y.description() + " holds the class " + largest + " as its largest.",
                    "Number the classes from 0, and give at least two; an output for each at every step must fit into"
                            + " memory.");
        }
        return (int) largest + 1;
    }
}
