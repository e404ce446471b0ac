package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.RecurrentModel;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Inputs as a file holds them. Their axes are trials, steps and channels. MATLAB drops a last axis of length 1, and a user's matrix may
 * be one trial; the number of channels that the model takes tells which.
 */
final class StoredInputs {
    private static final List<String> AXES = List.of("trials", "steps", "channels");
    private static final String WHOLE = "inputs have shape [trials, steps, channels]";
    /** In MATLAB's language. */
    private static final String ONE_TRIAL =
            "Save one trial as reshape(x, 1, size(x, 1), []) of an x that is [steps, channels].";

    private final ArrayReference reference;
    private final NumericArray array;
    private final boolean matlab;

    private StoredInputs(ArrayReference reference, NumericArray array, boolean matlab) {
        this.reference = reference;
        this.array = array;
        this.matlab = matlab;
    }

    /**
     * Reads inputs.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for no axes or more than three, {@link ErrorId#INVALID_ARGUMENT}
     *     if one is empty; or as {@link ArrayReference#read}
     */
    static StoredInputs read(ArrayReference reference) {
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            StoredInputs inputs = new StoredInputs(reference, reference.read(file), file.isOfMatlab());
            inputs.check();
            return inputs;
        }
    }

    private void check() {
        List<Integer> shape = array.shape();
        if (shape.isEmpty() || shape.size() > AXES.size()) {
            throw wrongAxes(WHOLE, "Save them with three axes.");
        }
        if (shape.contains(0)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    array.description() + " has shape "
                            + (shape.size() == AXES.size() ? "[trials, steps, channels] = " : "") + shape
                            + ", so there are no "
                            + (shape.size() == AXES.size() ? AXES.get(shape.indexOf(0)) : "inputs") + ".",
                    "Give inputs with at least one trial, one step and one channel.");
        }
    }

    /** {@return the number of channels of a model whose tensors do not tell it} */
    int channels() {
        List<Integer> shape = array.shape();
        return shape.size() < AXES.size() ? 1 : shape.get(2);
    }

    /** {@return the number of trials for a model that takes so many channels} */
    int trials(int channels) {
        return shape(channels).get(0);
    }

    /** {@return the inputs, which have three axes} */
    Inputs whole() {
        if (array.shape().size() != AXES.size()) {
            throw wrongAxes(WHOLE, matlab ? ONE_TRIAL : advice(array.shape(), 0));
        }
        int[] used = new int[array.shape().get(0)];
        Arrays.fill(used, array.shape().get(1));
        return of(array.shape(), used);
    }

    /**
     * {@return the shape of the inputs of a model, of three axes}
     *
     * @param model the model
     * @param checkpoint where it was read from
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if they have another number of channels, could be read in two ways, or
     *     lack an axis that MATLAB would not drop
     */
    List<Integer> shape(RecurrentModel model, ArrayReference checkpoint) {
        List<Integer> shape = shape(model.inputSize());
        if (shape.get(2) != model.inputSize()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The inputs '" + reference + "' have shape " + shape + ", but checkpoint '" + checkpoint
                            + "' is of a model that takes " + model.inputSize() + " channels: " + model.layout() + ".",
                    "The last axis of the inputs must be the input size of the model.");
        }
        return shape;
    }

    /**
     * {@return the inputs}
     *
     * @param shape their shape, of three axes
     * @param used for each trial how many steps are used; what follows them may be anything
     * @throws NtkException {@link ErrorId#NON_FINITE} for a number that is used
     */
    Inputs of(List<Integer> shape, int[] used) {
        int trials = shape.get(0);
        int steps = shape.get(1);
        int size = shape.get(2);
        array.requireFinite(i -> i / size % steps < used[i / size / steps]);
        return Inputs.of(trials, steps, size, array.values(), used);
    }

    /** {@return what was made of axes that are missing, a clause; empty if none is} */
    Optional<String> note(int channels) {
        List<Integer> shape = array.shape();
        return shape.size() == AXES.size()
                ? Optional.empty()
                : Optional.of("inputs " + shape + " are read as [trials, steps, channels] = " + shape(channels));
    }

    private List<Integer> shape(int channels) {
        return array.shape().size() == AXES.size() ? array.shape() : ofMatrix(channels);
    }

    /** {@return the shape of inputs that are stored with fewer axes} */
    private List<Integer> ofMatrix(int channels) {
        List<Integer> shape = array.shape();
        if (!matlab || shape.size() != 2) {
            throw wrongAxes(WHOLE, advice(shape, channels));
        }
        int first = shape.get(0);
        int second = shape.get(1);
        boolean oneTrial = second == channels;
        if (oneTrial && first > 1 && channels == 1) {
            throw wrongAxes(
                    "that could be " + first + " steps of one trial, or one step of " + first + " trials",
                    "For one trial, save x.' of shape [1, steps].");
        }
        if (oneTrial && first > 1 && first == second) {
            throw wrongAxes("that could be [steps, channels] or [channels, steps] of one trial", ONE_TRIAL);
        }
        if (channels == 1) {
            return List.of(first, second, 1);
        }
        if (oneTrial) {
            return List.of(1, first, second);
        }
        throw wrongAxes(
                "the model takes " + channels + " channels",
                first == channels
                        ? "If it is [channels, steps] of one trial, save reshape(x.', 1, size(x, 2), [])."
                        : ONE_TRIAL);
    }

    private static String advice(List<Integer> shape, int channels) {
        if (shape.size() != 2) {
            return "Save them with three axes.";
        }
        return channels == 1
                ? "For one channel, save x[..., None] instead of x."
                : "For one trial, save x[None] instead of x.";
    }

    private NtkException wrongAxes(String but, String remedy) {
        return new NtkException(
                ErrorId.SHAPE_MISMATCH,
                array.description() + " has shape " + array.shape() + ", but " + but + ".",
                remedy);
    }
}
