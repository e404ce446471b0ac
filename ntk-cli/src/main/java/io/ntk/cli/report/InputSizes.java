package io.ntk.cli.report;

import io.ntk.api.model.Inputs;
import io.ntk.io.json.JsonObject;

/**
 * The sizes of inputs as they were read, by which a reader sees whether trials were taken for steps.
 *
 * @param trials B
 * @param steps T
 * @param channels I
 */
public record InputSizes(int trials, int steps, int channels) {
    /**
     * {@return the sizes of some inputs}
     *
     * @param inputs x {@code [B, T, I]}
     */
    public static InputSizes of(Inputs inputs) {
        return new InputSizes(inputs.trials(), inputs.steps(), inputs.size());
    }

    /** {@return an object with {@code trials}, {@code steps} and {@code channels}} */
    public JsonObject json() {
        return new JsonObject().with("trials", trials).with("steps", steps).with("channels", channels);
    }

    /** {@return such as {@code 20 trials × 30 steps, 1 channel}} */
    @Override
    public String toString() {
        return counted(trials, "trial") + " × " + counted(steps, "step") + ", " + counted(channels, "channel");
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
